"""What the invented cables say: harmless affairs, told the way telegrams tell them.

Everything here was written for this project. The people, places and events do not exist; the officers are nobody's.
A text is put together from a `Topic`, which knows its own sentences, and from turns of phrase that suit any topic.
Words in braces are filled from a `Scene`: who was met, where and when.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from pipeline.sample.posts import Post


class Topic(NamedTuple):
    """A subject that a post can report on."""

    name: str
    tags: tuple[str, ...]
    subjects: tuple[str, ...]
    headings: tuple[str, ...]
    sentences: tuple[str, ...]


def _names(text: str, separator: str = " ") -> tuple[str, ...]:
    return tuple(text.split(separator))


FIRST_NAMES = _names(
    "Aldous Amparo Beric Calla Cosmo Delphine Edda Emeric Faustina Gideon Halina Idris Jarmila Kester Leocadia Lisbet "
    "Magnus Nerys Odalys Osric Petronel Quentin Rosalba Severin Tamsin Ulrike Valdis "
    "Wenna Xanthe Yorick Zelda Zoran"
)
LAST_NAMES = _names(
    "Abernoth Ballantrose Cavendrick Dellafontaine Eskermann Fennimole Garrowby Hollinquist Iversage Jessamond "
    "Kettlewright Lanthorne Mirabeault Norringstad Okonjaru Pellegrinetti Quillfeather Rosendahlen Sandoveira "
    "Thistlewick Umberling Vandermolder Wexcombe Yarrowsmith Zelenkamp Ardizonne Bromptonelle Castellanoz "
    "Drumgoolie Ephramides Farnsbarrow Gundersohn Havelbrook Inchmarrow Juniperro"
)
OFFICERS = _names(
    "Quillan Thrupp;Marguerite Oxenholt;Barnaby Featherlee;Constance Umfray;Rufus Lindquister;Adela Crake-Hollow;"
    "Tobiah Wrenfield;Philippa Stonegate;Horatio Mumbles;Winifred De La Plume;Ansel Van Der Quill;Ottoline Grubb;"
    "Jasper Tidewell;Henrietta Sprocket;Lucan Merriwane;Dorothea Pinchbeck;Percival O'Larder;Isolde Hambledown",
    ";",
)
PLACES = _names(
    "Port Ambrel;Kestrel Point;Saint Odwin;Lower Marrow;Old Ferry Quay;the Brindle Valley;Upper Tansy;Cape Lament;"
    "the Lantern District;Mount Dapple;Quarry Bridge;Saltmarsh;Three Mills;the Orchard Road",
    ";",
)
MONTHS = _names("January February March April May June July August September October November December")
POSITIONS = (
    "Director for Bilateral Affairs",
    "Deputy Minister of Culture",
    "Deputy Minister of Agriculture",
    "Chief of Protocol",
    "Harbormaster",
    "Under Secretary for Small Matters",
    "National Archivist",
    "Chairman of the Standing Committee",
    "Permanent Secretary",
    "Adviser on Weights and Measures",
    "Acting Head of the Americas Desk",
    "Superintendent of Lighthouses",
)

TOPICS: tuple[Topic, ...] = (
    Topic(
        "fisheries",
        ("EFIS", "SENV", "PBTS", "EAGR"),
        (
            "FISHERIES TALKS WITH {COUNTRY} END WHERE THEY BEGAN",
            "{COUNTRY}: THE MACKEREL QUESTION REMAINS OPEN, LIKE THE MACKEREL",
            "{CITY} HOSTS SIXTH ROUND OF TALKS ON THE MEASURING OF HERRING",
            "DEMARCHE DELIVERED: NET SIZES, MESH SIZES, AND WHO SHALL HOLD THE RULER",
        ),
        ("THE RULER DISPUTE", "NETS AND QUOTAS", "HERRING BY THE NUMBERS", "WHAT THE FLEET WANTS"),
        (
            "The delegation proposed a quota of {n} tons of mackerel, which the other side described as a misprint.",
            "{host} said that a herring is measured from nose to tail, and that any other method was literature.",
            "The fleet at {place} has {n} boats, of which {few} can leave the harbor without assistance.",
            "Inspectors boarded one trawler in {month} and found its logbook written entirely in verse.",
            "Both sides agreed that fish do not recognize the median line, and that this is the root of the matter.",
            "The Ministry published a table of mesh sizes to four decimal places; fishermen use their thumbs.",
            "{second} asked whether the United States would supply a neutral ruler.",
            "Landings fell {pct} percent last season, chiefly because of a regatta.",
            "The joint commission will meet again in {month}, once the question of lunch has been settled.",
            "{host} conceded that the cod had not been consulted.",
            "A private count by the harbor office puts the catch nearer {n} crates, wet weight.",
        ),
    ),
    Topic(
        "library",
        ("SCUL", "KPAO", "OEXC", "OIIP"),
        (
            "LIBRARY EXCHANGE WITH {COUNTRY}: {N} BOOKS OUT, {FEW} BACK",
            "{CITY} NATIONAL LIBRARY SEEKS THE RETURN OF A DICTIONARY",
            "EXCHANGE OF LIBRARIANS PROCEEDS QUIETLY",
            "READING ROOM OPENS AT {PLACE}; PATRONS ASK FOR ATLASES AND HEAT",
        ),
        ("OVERDUE ITEMS", "THE CATALOG", "A QUIET OPENING", "SHELVING THE DIFFERENCES"),
        (
            "{host} presented a list of {n} overdue titles, some of them borrowed by his predecessor.",
            "The new catalog is arranged by the color of the binding, a system with more defenders than expected.",
            "The reading room at {place} drew {n} visitors in its first week, {few} of whom came to read.",
            "{second} described the exchange of librarians as the calmest program she had ever administered.",
            "The missing volume, covering the letters M to P, was last seen on a windowsill in {month}.",
            "Post has offered a set of atlases, on the understanding that the borders in them are not a statement.",
            "Fines collected since {month} amount to {money}, and have been spent on a kettle.",
            "The National Library holds {n} maps, most of them of somewhere else.",
            "{host} noted that silence is observed in the building on alternate days.",
            "A request for {n} meters of shelving has been with the Ministry since {month}.",
        ),
    ),
    Topic(
        "stamps",
        ("SCUL", "ECPS", "KPAO"),
        (
            "STAMP EXHIBITION IN {CITY}: A SMALL TRIUMPH, PERFORATED",
            "{COUNTRY} WITHDRAWS COMMEMORATIVE STAMP AFTER BIRD IS FOUND TO BE UPSIDE DOWN",
            "PHILATELISTS OF {COUNTRY} PETITION FOR A LARGER ALBUM",
            "POSTAL UNION DELEGATES VISIT {PLACE} AND BUY EVERYTHING",
        ),
        ("THE UPSIDE-DOWN BIRD", "PERFORATIONS", "ATTENDANCE", "A QUESTION OF GUM"),
        (
            "The exhibition showed {n} stamps, one of which was genuine.",
            "{host} opened the hall by cutting a ribbon that proved to be an exhibit.",
            "The commemorative issue shows a heron standing on its head; the printer maintains that it is diving.",
            "Collectors from {other} arrived with tweezers and left with catalogs.",
            "The Postmaster said that the gum had been reformulated and now tastes faintly of plums.",
            "Attendance reached {n} on the last day, when it rained.",
            "{second} argued that perforation is a matter of national character.",
            "An error of {few} millimeters has raised the price of the sheet to {money}.",
            "Post lent the frames and expects to see most of them again by {month}.",
            "The jury took {few} hours to award the bronze medal and could not be brought to award another.",
        ),
    ),
    Topic(
        "bees",
        ("EAGR", "TBIO", "SENV", "EAID"),
        (
            "BEEKEEPERS OF {COUNTRY} SEEK RECOGNITION, AND A BORDER CROSSING",
            "{COUNTRY}: HONEY STANDARD STALLS OVER THE DEFINITION OF CLEAR",
            "SWARM AT {CITY} AIRPORT DELAYS DELEGATION BY AN HOUR",
            "APIARY PROGRAM AT {PLACE}: FIRST YEAR REPORT",
        ),
        ("THE SWARM", "HONEY STANDARDS", "HIVES ACROSS THE BORDER", "FIRST HARVEST"),
        (
            "The apiary at {place} counts {n} hives and one beekeeper, who is said to be content.",
            "{host} explained that the bees cross the frontier daily and have never been asked for papers.",
            "The draft standard defines clear honey as honey through which a newspaper headline can be read.",
            "Exports rose {pct} percent after the label was redrawn without the bear.",
            "{second} brought samples to the meeting; the meeting ran over.",
            "A swarm settled on the flagpole in {month} and was treated throughout as a visiting party.",
            "Smallholders at {place} report that clover is early and the tax form late.",
            "The Ministry asked for {few} protective veils, two of them in a formal cut.",
            "Yields average {n} kilograms a hive, or half that where the orchestra rehearses.",
            "{host} recommended patience, smoke, and slow movements, and returned to the agenda.",
        ),
    ),
    Topic(
        "ferry",
        ("EWWT", "ETRD", "ELTN"),
        (
            "FERRY TIMETABLE AGREEMENT WITH {COUNTRY} INITIALED; FERRY EXPECTED LATER",
            "{COUNTRY}: THE {PLACE} FERRY AND THE POLITICS OF TEN PAST NINE",
            "NEW FERRY NAMED IN {CITY} AFTER THREE ROUNDS OF VOTING",
            "CROSSING AT {PLACE} SUSPENDED FOR THE TIDE",
        ),
        ("THE TIMETABLE", "TEN PAST NINE", "VESSEL AND CREW", "TIDES AND TARIFFS"),
        (
            "The timetable has {n} entries, of which the ferry observes {few}.",
            "{host} said that ten past nine had been chosen because nobody had wanted nine.",
            "The vessel carries {n} passengers, or rather fewer with their goats.",
            "A second gangway was delivered in {month} and fits the previous ferry exactly.",
            "{second} asked that the word punctual be struck from the communique.",
            "Tariffs were cut by {pct} percent for anyone traveling with a ladder.",
            "The captain has asked for a horn; the town of {place} has asked that he not be given one.",
            "Freight for {other} now waits {few} days at the landing, where it has become a landmark.",
            "The line lost {money} last year and gained a cat.",
            "The agreement was initialed on board, during a crossing, by whoever was standing.",
        ),
    ),
    Topic(
        "cheese",
        ("ETRD", "EAGR", "WTRO", "EUN"),
        (
            "CHEESE LABELING: {COUNTRY} DEFENDS THE HOLE",
            "{COUNTRY} TABLES {N} AMENDMENTS TO THE RIND ANNEX",
            "TRADE WORKING GROUP IN {CITY} ADJOURNS FOR TASTING",
            "GEOGRAPHIC INDICATIONS: {PLACE} CLAIMS A CHEESE NOBODY HAS MADE",
        ),
        ("THE RIND ANNEX", "HOLES", "TASTING NOTES", "LABELS"),
        (
            "The annex on rinds now runs to {n} pages and has its own index.",
            "{host} insisted that the holes be counted as part of the weight.",
            "Negotiators from {other} reserved their position on crumbs.",
            "The cheese of {place} is protected by statute, though the last dairy closed in {month}.",
            "{second} produced a wheel in evidence; it was minuted and then eaten.",
            "Imports grew {pct} percent, with softer varieties leading.",
            "The panel found that blue is a color and not a fault.",
            "A compromise of {n} grams was reached shortly before midnight.",
            "Duties of {money} a crate remain in force until the knives can be standardized.",
            "Industry contacts say the label is now larger than the product.",
        ),
    ),
    Topic(
        "lighthouse",
        ("EWWT", "SCUL", "EAID", "AMGT"),
        (
            "LIGHTHOUSE RESTORATION AT {PLACE}: LAMP LIT, STAIRS PENDING",
            "{COUNTRY} AND {OTHER} DISPUTE THE DIRECTION OF A BEAM",
            "KEEPER OF {PLACE} LIGHT RETIRES AFTER A LONG AND UNEVENTFUL WATCH",
            "SMALL GRANT REQUEST: A LENS FOR {PLACE}",
        ),
        ("THE LENS", "THE STAIRS", "ONE FLASH OR TWO", "THE KEEPER'S VIEW"),
        (
            "The lamp was lit on {month} {day} before {n} guests, who had been asked to bring their own torches.",
            "The stairs have {n} steps, and {host} has views on each of them.",
            "Charts published in {other} show two flashes where the keeper is certain that he gives three.",
            "Restoration has cost {money} to date, most of it for the weather vane.",
            "{second} called the beam a gesture toward the sea.",
            "The retiring keeper reported {few} incidents in his career, all of them gulls.",
            "The Ministry intends to let the upper room to novelists from {month}.",
            "Range has improved by {pct} percent since the windows were opened.",
            "The foghorn is in good order and in nobody's budget.",
            "Visitors to {place} may climb the tower in groups of {few}, singing discouraged.",
        ),
    ),
    Topic(
        "orchestra",
        ("SCUL", "OEXC", "KPAO", "PREL"),
        (
            "YOUTH ORCHESTRA TOUR OF {COUNTRY} CONCLUDES WITH MOST OF ITS INSTRUMENTS",
            "CULTURAL DIPLOMACY IN {CITY}: THE TUBA INCIDENT, A CLARIFICATION",
            "{COUNTRY}: NATIONAL ANTHEM TO BE SHORTENED BY EIGHT BARS",
            "BRASS BAND AT {PLACE} RECEIVES CORDIAL AND LASTING WELCOME",
        ),
        ("THE TUBA", "PROGRAM NOTES", "RECEPTION AND ENCORES", "TRANSPORT"),
        (
            "The orchestra gave {few} concerts and {n} encores.",
            "{host} wept during the slow movement, which he later attributed to the upholstery.",
            "The tuba left {city} by rail and is believed to be in {other}.",
            "Critics praised the second half, which many of them had heard.",
            "{second} proposed shortening the anthem by eight bars for use at breakfast meetings.",
            "Tickets for {place} sold out after the hall was made smaller.",
            "A collection for the roof raised {money}, much of it in buttons.",
            "Rehearsals began at {few} in the morning at the request of the bakers.",
            "The conductor bowed {few} times, once to the Ambassador and otherwise to the windows.",
            "Audience figures rose {pct} percent over the visit of the glass harmonica.",
        ),
    ),
    Topic(
        "railway",
        ("ELTN", "EINV", "ECON", "ETRD"),
        (
            "{COUNTRY}-{OTHER} RAIL LINK: GAUGES STILL DIFFER BY A HAND",
            "RAILWAY MINISTRY IN {CITY} RECEIVES ITS FIRST TIMETABLE SINCE {MONTH}",
            "{COUNTRY}: INVESTORS ASK WHERE THE RAILWAY GOES",
            "OPENING OF {PLACE} STATION, WITH AND WITHOUT TRAIN",
        ),
        ("GAUGE", "ROLLING STOCK", "THE STATION AT {PLACE}", "FINANCING"),
        (
            "The two gauges differ by {few} centimeters, a distance that both parliaments have debated.",
            "{host} said the line would reach {place} by {month}, weather and geography permitting.",
            "Rolling stock consists of {n} wagons and a locomotive called Patience.",
            "The station was opened twice, the second time with a train.",
            "{second} estimates the cost at {money} a kilometer, bends excluded.",
            "Investors from {other} toured the cutting and asked for a second map.",
            "Traffic is up {pct} percent, counting the handcar.",
            "The signalman at {place} works from memory, and his memory is excellent.",
            "A tender for {n} sleepers drew one bid, from the forest.",
            "The transit fee was fixed at {money}, payable in either direction.",
        ),
    ),
    Topic(
        "chess",
        ("SCUL", "SOCI", "KPAO", "PREL"),
        (
            "CHESS TOURNAMENT IN {CITY} ENDS IN GENERAL AGREEMENT",
            "{COUNTRY} FIELDS A BISHOP SHORT: NOTES ON A MATCH",
            "CORRESPONDENCE CHESS BETWEEN {CITY} AND {OTHER} ENTERS ITS NINTH YEAR",
            "PARK CHESS AT {PLACE}: WHO SITS WHERE, AND WHY IT MATTERS",
        ),
        ("THE ADJOURNED GAME", "A MISSING BISHOP", "WHO SITS WHERE", "PAIRINGS"),
        (
            "The final was drawn after {n} moves, to the relief of the caterers.",
            "{host} plays the opening that bears his name, which he loses.",
            "A bishop was mislaid in {month}, and a pepper mill has been recognized in its place.",
            "The benches at {place} are allotted by seniority, shade and the price of newspapers.",
            "{second} holds that the clock is an imported luxury.",
            "Moves to {other} travel by surface mail; the queen was lost at sea in {month}.",
            "Prize money of {money} was divided among {few} players and a locksmith.",
            "Membership of the federation grew {pct} percent when the stove was repaired.",
            "The adjourned game has been sealed, stored, and quietly continued in the corridor.",
            "Young players favor speed; the committee has referred the matter to next year.",
        ),
    ),
    Topic(
        "botanic",
        ("SENV", "TBIO", "EAID", "KSCA"),
        (
            "BOTANIC GARDEN EXCHANGE: {COUNTRY} SENDS ORCHIDS, RECEIVES A CACTUS",
            "{CITY} GARDEN LABELS CORRECTED AFTER A CENTURY",
            "SEED VAULT AT {PLACE} REPORTS A FULL SHELF",
            "{COUNTRY} DECLARES A NATIONAL SHRUB",
        ),
        ("LABELS", "THE NATIONAL SHRUB", "SEEDS RECEIVED", "GREENHOUSE MATTERS"),
        (
            "The garden at {place} has corrected {n} labels and apologized to the ferns.",
            "{host} received the cactus with both hands, and afterwards with a handkerchief.",
            "The national shrub was chosen by {few} votes over a rival with better berries.",
            "Seeds from {other} arrived in envelopes marked miscellaneous.",
            "Greenhouse heating costs {money} a winter, and the orchids show no gratitude.",
            "{second} reported germination of {pct} percent, the rest being pebbles.",
            "A visiting botanist named a moss after the charge's driver.",
            "The vault holds {n} samples at a temperature described as brisk.",
            "School parties are admitted from {month}, in rows.",
            "The head gardener will not be drawn on the subject of the lake.",
        ),
    ),
    Topic(
        "clocks",
        ("ETRD", "TSPL", "PGOV", "TPHY"),
        (
            "{COUNTRY} MOVES ITS CLOCKS BY SEVENTEEN MINUTES",
            "STANDARD TIME BILL IN {CITY} RUNS OUT OF TIME",
            "METROLOGY TALKS: WHOSE KILOGRAM",
            "TOWN CLOCK AT {PLACE} GIVEN DIPLOMATIC STATUS BY ACCIDENT",
        ),
        ("SEVENTEEN MINUTES", "WHOSE KILOGRAM", "THE TOWN CLOCK", "STANDARDS"),
        (
            "The bill moves the country seventeen minutes toward {other}, as a courtesy.",
            "{host} arrived at the hour in force when he had left home.",
            "The town clock of {place} strikes {few} at noon and has a following.",
            "Parliament voted {n} to {few}, at a time that is now disputed.",
            "The reference kilogram was lent for a wedding in {month} and returned polished.",
            "{second} noted that trains, bakers and the tide had not been notified.",
            "Farmers reported no change among the hens.",
            "Adjustment of public clocks will cost {money} and a tall ladder.",
            "A survey found {pct} percent in favor, and the remainder asleep.",
            "The Institute of Measures issued a correction, and then a correction to the date of the correction.",
        ),
    ),
    Topic(
        "bridge",
        ("EAID", "ECON", "ELTN", "EINV"),
        (
            "{PLACE} BRIDGE REPAIRS: BOTH BANKS REPORT PROGRESS",
            "{COUNTRY}: FOOTBRIDGE COMMISSION AGREES ON THE RIVER",
            "TOLL ON {PLACE} BRIDGE SUSPENDED FOR LACK OF CHANGE",
            "ENGINEERS IN {CITY} COUNT ARCHES, DIFFER",
        ),
        ("BOTH BANKS", "THE TOLL", "COUNTING ARCHES", "ENGINEERS"),
        (
            "Work proceeds from both banks toward a point that both banks call the middle.",
            "{host} counted {few} arches; the drawings show one more.",
            "The toll of {money} was suspended because nobody had change.",
            "Engineers from {other} admired the mortar and asked to be told its age.",
            "Traffic on market days reaches {n} carts and the mayor.",
            "{second} said the river had been cooperative.",
            "The scaffolding was put up in {month} and has since been painted.",
            "A load test with {n} schoolchildren was judged successful and loud.",
            "Costs are within {pct} percent of an estimate that has been mislaid.",
            "The ferrymen of {place} have lodged a dignified objection.",
        ),
    ),
    Topic(
        "weather",
        ("SENV", "TSPL", "KSCA", "PREL"),
        (
            "WEATHER BALLOON FROM {OTHER} LANDS IN {PLACE} VICARAGE",
            "{COUNTRY} METEOROLOGISTS ASK FOR A SECOND THERMOMETER",
            "REGIONAL CLIMATE OFFICE IN {CITY} FORECASTS A MEETING",
            "RAIN GAUGE NETWORK: COOPERATION FALLS EVENLY",
        ),
        ("THE BALLOON", "INSTRUMENTS", "FORECASTS", "RAINFALL"),
        (
            "The balloon came down in a vegetable bed at {place} and was given tea.",
            "{host} keeps the national thermometer in his office, where it is always mild.",
            "Forecasts were correct on {n} days, including one that had already happened.",
            "Scientists in {other} asked for the instrument back and for the marrow it struck.",
            "Rain was recorded at {few} of the stations, and suspected at the others.",
            "{second} would like a second thermometer, in case the first is right.",
            "The office spent {money} on a barometer and consults the porter.",
            "Data are exchanged on the {day}th of each month, by bicycle.",
            "Accuracy improved by {pct} percent when the window was cleaned.",
            "A dry spell is promised for {month}, when the delegation has its picnic.",
        ),
    ),
    Topic(
        "names",
        ("PBTS", "PREL", "PGOV", "SCUL"),
        (
            "PLACE NAMES COMMISSION IN {CITY} RENAMES A HILL, TWICE",
            "{COUNTRY}: THE VILLAGE THAT IS NOT ON THE MAP OBJECTS",
            "CARTOGRAPHERS OF {COUNTRY} AND {OTHER} AGREE TO SHARE A FONT",
            "STREET SIGNS IN {PLACE}: SPELLING UNDER REVIEW",
        ),
        ("THE HILL", "SPELLING", "THE MAP SHEET", "THE COMMISSION"),
        (
            "The hill above {place} was renamed in {month}, and again after lunch.",
            "{host} said that a hyphen had divided the cabinet.",
            "The new sheet shows {n} villages, {few} of them for symmetry.",
            "Residents of {place} wrote to ask whether they still lived there.",
            "Surveyors from {other} brought their own north.",
            "{second} considers vowels a regional matter.",
            "Reprinting will cost {money}, or half that without the sea.",
            "A poll found that {pct} percent of respondents call the hill the hill.",
            "The commission meets on the {day}th and corrects its minutes on the following day.",
            "Street signs are to be bilingual, and the arrows also.",
        ),
    ),
    Topic(
        "museum",
        ("SCUL", "OPRC", "KPAO", "KCUL"),
        (
            "MUSEUM LOAN TO {COUNTRY}: THE VASE HAS ARRIVED",
            "{CITY} MUSEUM OF BUTTONS SEEKS A PARTNER",
            "INAUGURATION OF THE {PLACE} MUSEUM OF ROPE",
            "{COUNTRY} REQUESTS THE LOAN OF A SMALL DINOSAUR",
        ),
        ("THE VASE", "INSURANCE", "BUTTONS", "THE HALL OF ROPE"),
        (
            "The vase arrived in {few} crates, which was {few} more than expected.",
            "{host} led the party through {n} buttons at an even pace.",
            "The loan is insured for {money}, excluding admiration.",
            "Curators from {other} stood before the knot for some time.",
            "The museum at {place} opens in {month}, except for the part with the exhibits.",
            "{second} asked whether the dinosaur might be lent without its tail.",
            "Visitors numbered {n} in the first season, with {pct} percent returning for an umbrella.",
            "The guards have been trained by a retired librarian.",
            "A catalog in three languages describes the same rope differently.",
            "The Director hopes to acquire a second floor.",
        ),
    ),
    Topic(
        "census",
        ("SOCI", "ECON", "PGOV", "ELAB"),
        (
            "{COUNTRY}: BICYCLE CENSUS COMPLETE EXCEPT FOR BICYCLES",
            "STATISTICS OFFICE IN {CITY} PUBLISHES ITS YEARBOOK, BOUND IN CORK",
            "{COUNTRY}: THE UMBRELLA INDEX RISES",
            "LABOR NOTES: THE LAMPLIGHTERS OF {PLACE}",
        ),
        ("METHOD", "THE UMBRELLA INDEX", "LAMPLIGHTERS", "FINDINGS"),
        (
            "The yearbook gives {n} tables, of which the last is a seating plan.",
            "{host} defines a bicycle as any vehicle that has been apologized for.",
            "The umbrella index rose {pct} percent, in line with umbrellas.",
            "Enumerators reached {place} in {month} and were asked to stay.",
            "The lamplighters earn {money} a lamp and have not struck since gas.",
            "{second} warned against comparing the figures with other figures.",
            "The sample of {n} households was drawn by a child of good character.",
            "Results from {other} are omitted because they agree.",
            "The margin of error is {few} in either direction, or both.",
            "An appendix lists all known wheelbarrows.",
        ),
    ),
    Topic(
        "tea",
        ("ETRD", "EAGR", "EIND", "EINV"),
        (
            "TEA AUCTION IN {CITY}: PRICES STEADY, SPOONS SCARCE",
            "{COUNTRY} SALT MERCHANTS PROPOSE A CARTEL OF TWO",
            "{PLACE} BISCUIT WORKS TO REOPEN UNDER A NEW TIN",
            "{COUNTRY}: THE JAM SURPLUS AND ITS CONSEQUENCES",
        ),
        ("PRICES", "THE BISCUIT WORKS", "SALT", "JAM"),
        (
            "Prices held at {money} a chest, with a small premium for silence.",
            "{host} tasted {n} infusions and asked for the first one again.",
            "The works at {place} will employ {n} hands and a taster.",
            "Buyers from {other} bid by raising an eyebrow, and one was charged for a sneeze.",
            "The jam surplus stands at {n} jars and is being considered by three ministries.",
            "{second} holds a majority of the salt and all of the pepper.",
            "Output grew {pct} percent after the tin was made to close.",
            "Customs at {place} requires that each biscuit be declared.",
            "A consignment was delayed in {month} by the ferry, which had drunk it.",
            "The cartel has adopted rules, a seal, and a third member for tie votes.",
        ),
    ),
)

MEETING = (
    "On {month} {day} {officer} called on {title} {host} to discuss the matter.",
    "{title} {host} received {officer} on {month} {day} at short notice and in good humor.",
    "In a meeting on {month} {day}, {title} {host} walked {officer} through the file.",
    "{officer} raised the points in reftel with {title} {host} on {month} {day}.",
    "Over lunch on {month} {day}, {title} {host} spoke freely and at length.",
    "During a visit to {place} on {month} {day}, {officer} met {title} {host} and several colleagues.",
)
TURNS = (
    "{host} promised a written reply, and asked what it should say.",
    "Asked about {other}, {host_last} shrugged in a manner that {officer} took to be confidential.",
    "{second} took notes throughout, and afterwards could not find them.",
    "{officer} thanked the Ministry for its cooperation and its biscuits.",
    "Contacts in {city} say that the decision was taken some time ago by the person who keeps the key.",
    "The press gave the affair {few} lines, between the tides and the obituaries.",
    "{host} said that the Government of {country} regarded the subject as closed, open, or pending.",
    "There was no reaction from {other}, where it was a holiday.",
    "A decree is expected in {month}; the ink has been ordered.",
    "{host_last} drew a small map on the back of the agenda and kept it.",
    "According to {second}, the cabinet discussed the matter for {n} minutes and the heating for longer.",
    "{officer} declined to speculate, and was thanked for it.",
    "The opposition has called for an inquiry, preferably in {place}.",
    "Most observers we spoke to expect the present arrangement to outlive the present arrangement.",
    "{host} observed that the question had been found in excellent condition and left that way.",
    "Figures given to us by {second} add up to {n}, which the Ministry calls a coincidence.",
    "Implementation rests with the district office at {place}, which has a bell but no telephone.",
    "The working group has {n} members, {few} of whom have been told.",
    "{second} made clear that this was a personal view, shared by everybody.",
    "An earlier proposal (ref A) was welcomed, filed and used to level a table.",
    "Local newspapers, which had predicted otherwise, predicted it again.",
    "We heard the same account from two sources, who had heard it from each other.",
    "The host government will send a team of {few} experts, and a cook.",
    "Funds of {money} have been set aside in a drawer to which there are three keys.",
    "He added that patience was the only resource his department had in surplus.",
    "Legal advisers on both sides are comparing semicolons.",
    "{host} read the aide-memoire twice, the second time aloud, and asked who had typed it.",
    "The Ministry has moved to the third floor, and the file has so far reached the second.",
    "{second} was able to confirm the date, though not of what.",
    "By the account of a visitor from {other}, the talks were held standing, to keep them short; they were not short.",
    "A draft of the agreement, dated {month} {day}, has {few} articles and a drawing.",
    "{officer} left a non-paper, which {host} returned with the commas corrected.",
    "Asked what would happen next, {second} opened a window.",
    "The regional council at {place} passed a resolution of {n} words and no verbs.",
    "The matter was raised in parliament, where it was answered with a question about drains.",
    "{host} has held the post since {month}, and says that it feels longer to the post.",
    "Our contacts in the trade are content to wait, having brought sandwiches.",
    "The budget line exists, {second} said, but the line below it does not.",
    "An inspection in {month} found {n} items in order and {few} in {other}.",
    "The interpreter from {other} remarked that both sides had said the same thing, and was asked not to.",
    "Two of the {few} signatories have since retired, one of them to {place}.",
    "{host} sends regards to the office in Washington that deals with such things, if there is one.",
    "The announcement was made at {few} in the afternoon, between a brass band and a shower.",
    "{second} estimates that the measure affects {n} people, most of them favorably and one of them daily.",
    "No minutes were kept, at the request of the secretary.",
    "Preparations cost {money}, not counting the bunting.",
    "The embassy of {other} has sent a note verbale on the subject, and a fruit basket.",
    "In a second conversation on {month} {day}, {host} repeated the first.",
    "The regulation entered into force in {month} and is expected at {place} by spring.",
    "Local staff note that the last such arrangement ended with a dance.",
)
SUMMARIES = (
    "{title} {host} told {officer} on {month} {day} that the {topic} question would be settled by {month}.",
    "Post's contacts describe the {topic} file as stable, by which they mean that it has not moved.",
    "The Government of {country} welcomed our proposal on the {topic} question and asked for time to find it.",
    "{country} and {other} have come closer on the {topic} question without either side moving.",
    "A new round on the {topic} question opened in {city} on {month} {day} in a spirit of thorough preparation.",
    "{title} {host} gave {officer} a frank account of the {topic} question, and a less frank one of its cost.",
    "The {topic} question, last reported on in {month}, has acquired a committee.",
    "Talks with {other} on the {topic} question were suspended on {month} {day} for want of a table.",
    "This is the first of two reports on the {topic} question; the other depends on the weather.",
    "{second} confirmed on {month} {day} what post had been told of the {topic} question, with other numbers.",
)
COMMENTS = (
    "We believe {host_last} means well and has the keys.",
    "The mood in {city} is hopeful, in the local sense of the word.",
    "Post will continue to follow the {topic} question, at the pace at which it travels.",
    "{country} is likely to agree in principle, which is where it does most of its agreeing.",
    "None of this is urgent, and we expect it to remain so.",
    "If {other} should take an interest, the calculation changes, and someone will have to buy a larger table.",
    "{host_last} is a serious official in an unserious office, and the reverse has also been said.",
    "We would not read too much into the biscuits.",
    "The figures are better than they look, and look better than they are.",
    "In our view the matter turns less on policy than on who sits near the window.",
    "We recommend a reply that is warm, brief and without a date.",
    "The Ministry's interest is real; its calendar is another matter.",
    "{second_last} was more candid than the brief allowed, and less than the lunch suggested.",
    "A small gesture now would be noticed, chiefly by {host_last}.",
    "The file has survived three ministers and will survive this telegram.",
    "What {city} wants from us is attention, and it has found an economical way of asking.",
    "We see no sign that {other} has been consulted, or would have understood.",
    "Every figure in this report was given to us by somebody who would like it to be true.",
    "If the talks fail, little is lost; if they succeed, there will have to be a ceremony.",
    "Post sees an opening, about as wide as a letter box.",
)


def wrap(text: str, width: int = 65, ending: str = "\n") -> str:
    """Break a paragraph into lines as the telegrams do: ``width`` characters at most, no hyphenation."""
    lines: list[str] = []
    start, size = 0, len(text)
    while size - start > width:
        at = text.rfind(" ", start, start + width + 1)
        if at <= start:
            at = text.find(" ", start)
            if at < 0:
                break
        lines.append(text[start:at])
        start = at + 1
    lines.append(text[start:])
    return ending.join(lines)


class Scene:
    """Who was met, where and when: the same people and places all through one cable."""

    def __init__(self, rng: random.Random, post: Post, topic: Topic, countries: tuple[str, ...], month: int) -> None:
        self.rng = rng
        self.topic = topic
        host, second = (f"{rng.choice(FIRST_NAMES)} {surname}" for surname in rng.sample(LAST_NAMES, 2))
        self.officer_name = rng.choice(OFFICERS)
        self.people = (host, second)
        self.month = month
        self.named: set[str] = set()  # who has been named in full: later mentions give the surname
        self.words = {
            "country": post.country,
            "city": post.city,
            "host": host,
            "host_last": host.rpartition(" ")[2],
            "second_last": second.rpartition(" ")[2],
            "second": second,
            "title": rng.choice(POSITIONS),
            "officer": rng.choice(("Poloff", "Econoff", "EconOff", "the DCM", "the Charge", "the Ambassador", "PAO")),
            "other": rng.choice([country for country in countries if country != post.country]),
            "place": rng.choice(PLACES),
            "topic": topic.name,
        }

    def fill(self, text: str) -> str:
        """Fill a sentence; numbers and dates are new in each, people and places are the scene's."""
        if "{" not in text:
            return text
        rng = self.rng
        words = dict(self.words)
        few = rng.choice(("two", "three", "four", "five", "six", "seven", "nine", "eleven"))
        words |= {
            "n": f"{rng.randrange(12, 4800):,}",
            "few": few,
            "pct": str(rng.randrange(2, 60)),
            "money": f"{rng.randrange(2, 900) * 50:,} dollars",
            "month": MONTHS[(self.month - 1 - rng.randrange(3)) % 12],
            "day": str(rng.randrange(1, 28)),
        }
        if "{day}th" in text:
            words["day"] = str(rng.randrange(4, 20))
        for person in ("host", "second"):
            if f"{{{person}}}" in text:
                if person in self.named:
                    words[person] = words[person].rpartition(" ")[2]
                self.named.add(person)
        if text.isupper():  # subjects and headings
            words = {name.upper(): value.upper() for name, value in words.items()}
        filled = text.format_map(words)
        return filled[0].upper() + filled[1:]

    def sentences(self, pool: tuple[str, ...], count: int) -> list[str]:
        """Take ``count`` different sentences of a pool, filled."""
        return [self.fill(text) for text in self.rng.sample(pool, min(count, len(pool)))]
