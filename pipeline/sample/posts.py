"""Posts that the invented cables come from: real names, routing indicators and country tags, which are facts.

The table is the sample's own, so that making a corpus never depends on the vocabulary that reads one.
"""

from __future__ import annotations

from typing import NamedTuple


class Post(NamedTuple):
    """A sending post: ``Embassy Vientiane``, ``VIENTIANE``, ``AMEMBASSY VIENTIANE``, ``RUEHVN``, ``LA``, ``Laos``."""

    origin: str
    code: str
    sender: str
    route: str
    tag: str
    country: str
    city: str

    @property
    def banner(self) -> str:
        """The post as a body's first line names it: ``PORT AU PRINCE``."""
        if self.code in ("STATE", "AITTAIPEI"):
            return {"STATE": "STATE", "AITTAIPEI": "AIT TAIPEI"}[self.code]
        return self.sender.partition(" ")[2]


# city, routing indicator, country tag, country
_EMBASSIES = """
Abidjan RUEHAB IV Ivory Coast
Abu Dhabi RUEHAD AE the United Arab Emirates
Abuja RUEHUJA NI Nigeria
Accra RUEHAR GH Ghana
Addis Ababa RUEHDS ET Ethiopia; Algiers RUEHAS AG Algeria; Amman RUEHAM JO Jordan; Ankara RUEHAK TU Turkey
Antananarivo RUEHAN MA Madagascar; Ashgabat RUEHAH TX Turkmenistan; Asmara RUEHAE ER Eritrea
Astana RUEHTA KZ Kazakhstan; Asuncion RUEHAC PA Paraguay; Athens RUEHTH GR Greece; Baku RUEHKB AJ Azerbaijan
Bamako RUEHBP ML Mali; Bandar Seri Begawan RUEHBD BX Brunei; Bangkok RUEHBK TH Thailand; Beijing RUEHBJ CH China
Beirut RUEHLB LE Lebanon; Belgrade RUEHBW SR Serbia; Belize RUEHBE BH Belize; Berlin RUEHRL GM Germany
Bern RUEHSW SZ Switzerland; Bishkek RUEHEK KG Kyrgyzstan; Bogota RUEHBO CO Colombia; Brasilia RUEHBR BR Brazil
Bratislava RUEHSL LO Slovakia; Brazzaville RUEHBZ CF Congo; Bridgetown RUEHWN BB Barbados
Brussels RUEHBS BE Belgium
Bucharest RUEHBM RO Romania; Budapest RUEHUP HU Hungary; Buenos Aires RUEHBU AR Argentina; Bujumbura RUEHJB BY Burundi
Cairo RUEHEG EG Egypt; Canberra RUEHBY AS Australia; Caracas RUEHCV VE Venezuela; Chisinau RUEHCH MD Moldova
Colombo RUEHLM CE Sri Lanka; Conakry RUEHRY GV Guinea; Copenhagen RUEHCP DA Denmark; Cotonou RUEHCO BN Benin
Dakar RUEHDK SG Senegal; Damascus RUEHDM SY Syria; Dar Es Salaam RUEHDR TZ Tanzania; Dhaka RUEHKA BG Bangladesh
Dili RUEHDT TT East Timor; Djibouti RUEHDJ DJ Djibouti; Doha RUEHDO QA Qatar; Dublin RUEHDL EI Ireland
Dushanbe RUEHDBU TI Tajikistan; Freetown RUEHFN SL Sierra Leone; Gaborone RUEHOR BC Botswana
Georgetown RUEHGE GY Guyana; Guatemala RUEHGT GT Guatemala; Hanoi RUEHHI VM Vietnam; Harare RUEHSB ZI Zimbabwe
Helsinki RUEHHE FI Finland; Islamabad RUEHIL PK Pakistan; Jakarta RUEHJA ID Indonesia; Kabul RUEHBUL AF Afghanistan
Kampala RUEHKM UG Uganda; Kathmandu RUEHKT NP Nepal; Khartoum RUEHKH SU Sudan; Kigali RUEHLGB RW Rwanda
Kingston RUEHKG JM Jamaica; Kinshasa RUEHKI CG Congo; Kuala Lumpur RUEHKL MY Malaysia; Kuwait RUEHKU KU Kuwait
Kyiv RUEHKV UP Ukraine; La Paz RUEHLP BL Bolivia; Libreville RUEHLC GB Gabon; Lilongwe RUEHLG MI Malawi
Lima RUEHPE PE Peru; Lisbon RUEHLI PO Portugal; Ljubljana RUEHLJ SI Slovenia; Lome RUEHPC TO Togo
London RUEHLO UK the United Kingdom; Luanda RUEHLU AO Angola; Lusaka RUEHLS ZA Zambia
Luxembourg RUEHLE LU Luxembourg
Madrid RUEHMD SP Spain; Majuro RUEHMJ RM the Marshall Islands
Managua RUEHMU NU Nicaragua; Manama RUEHMK BA Bahrain
Manila RUEHML RP the Philippines; Maputo RUEHTO MZ Mozambique; Maseru RUEHMR LT Lesotho; Mbabane RUEHMB WZ Swaziland
Mexico RUEHME MX Mexico; Minsk RUEHSK BO Belarus; Monrovia RUEHMV LI Liberia; Montevideo RUEHMN UY Uruguay
Moscow RUEHMO RS Russia; Muscat RUEHMS MU Oman; Nairobi RUEHNR KE Kenya; Nassau RUEHBH BF the Bahamas
Ndjamena RUEHNJ CD Chad; New Delhi RUEHNE IN India; Niamey RUEHNM NG Niger; Nicosia RUEHNC CY Cyprus
Nouakchott RUEHNK MR Mauritania; Oslo RUEHNY NO Norway; Ottawa RUEHOT CA Canada; Ouagadougou RUEHOU UV Burkina Faso
Panama RUEHZP PM Panama; Paramaribo RUEHPO NS Suriname; Paris RUEHFR FR France; Phnom Penh RUEHPF CB Cambodia
Port Au Prince RUEHPU HA Haiti; Port Louis RUEHPL MP Mauritius; Port Moresby RUEHPB PP Papua New Guinea
Port Of Spain RUEHSP TD Trinidad; Prague RUEHPG EZ the Czech Republic; Pretoria RUEHSA SF South Africa
Pristina RUEHPS KV Kosovo; Quito RUEHQT EC Ecuador; Rabat RUEHRB MO Morocco; Rangoon RUEHGO BM Burma
Reykjavik RUEHRK IC Iceland; Riga RUEHRA LG Latvia; Riyadh RUEHRH SA Saudi Arabia; Rome RUEHRO IT Italy
San Jose RUEHSJ CS Costa Rica; San Salvador RUEHSN ES El Salvador; Sanaa RUEHYN YM Yemen; Santiago RUEHSG CI Chile
Santo Domingo RUEHDG DR the Dominican Republic; Sarajevo RUEHVJ BK Bosnia; Seoul RUEHUL KS South Korea
Singapore RUEHGP SN Singapore; Skopje RUEHSQ MK Macedonia; Sofia RUEHSF BU Bulgaria; Stockholm RUEHSM SW Sweden
Suva RUEHSV FJ Fiji; Tallinn RUEHTL EN Estonia; Tashkent RUEHNT UZ Uzbekistan; Tbilisi RUEHSI GG Georgia
Tegucigalpa RUEHTG HO Honduras; Tel Aviv RUEHTV IS Israel; The Hague RUEHTC NL the Netherlands; Tirana RUEHTI AL Albania
Tokyo RUEHKO JA Japan; Tripoli RUEHTRO LY Libya; Tunis RUEHTU TS Tunisia; Ulaanbaatar RUEHUM MG Mongolia
Valletta RUEHVT MT Malta; Vatican RUEHROV VT the Holy See; Vienna RUEHVI AU Austria; Vientiane RUEHVN LA Laos
Vilnius RUEHVL LH Lithuania; Warsaw RUEHWR PL Poland; Wellington RUEHWL NZ New Zealand; Windhoek RUEHWD WA Namibia
Yaounde RUEHYD CM Cameroon; Yerevan RUEHYE AM Armenia; Zagreb RUEHVB HR Croatia
"""
_CONSULATES = """
Auckland RUEHNZ NZ New Zealand; Barcelona RUEHLA SP Spain; Calgary RUEHGA CA Canada; Cape Town RUEHTN SF South Africa
Casablanca RUEHCL MO Morocco; Chengdu RUEHCN CH China; Chennai RUEHCG IN India; Chiang Mai RUEHCHI TH Thailand
Dubai RUEHDE AE the United Arab Emirates
Florence RUEHFL IT Italy; Frankfurt RUEHFT GM Germany
Guangzhou RUEHGZ CH China; Guayaquil RUEHGL EC Ecuador; Halifax RUEHHA CA Canada; Hamburg RUEHAG GM Germany
Hong Kong RUEHHK CH China; Istanbul RUEHIT TU Turkey; Jeddah RUEHJI SA Saudi Arabia; Jerusalem RUEHJM IS Israel
Kolkata RUEHCI IN India; Krakow RUEHKW PL Poland; Lagos RUEHOS NI Nigeria; Leipzig RUEHLZ GM Germany
Melbourne RUEHBN AS Australia; Milan RUEHMIL IT Italy; Monterrey RUEHMC MX Mexico; Montreal RUEHMT CA Canada
Mumbai RUEHBI IN India; Munich RUEHMZ GM Germany; Naha RUEHNH JA Japan
Naples RUEHNP IT Italy
Perth RUEHPT AS Australia
Peshawar RUEHPW PK Pakistan; Recife RUEHRG BR Brazil; Rio De Janeiro RUEHRI BR Brazil; Sao Paulo RUEHSO BR Brazil
Shanghai RUEHGH CH China; Shenyang RUEHSH CH China; Strasbourg RUEHSR FR France; Surabaya RUEHJS ID Indonesia
Sydney RUEHDN AS Australia; Toronto RUEHON CA Canada; Vancouver RUEHVC CA Canada; Vladivostok RUEHVK RS Russia
"""
_OTHERS = (
    Post("Secretary of State", "STATE", "SECSTATE WASHDC", "RUEHC", "US", "the United States", "Washington"),
    Post("USUN New York", "USUNNEWYORK", "USMISSION USUN NEW YORK", "RUCNDT", "UN", "the United Nations", "New York"),
    Post("Mission USNATO", "USNATO", "USMISSION USNATO", "RUEHNO", "NATO", "the Alliance", "Brussels"),
    Post("UNVIE", "UNVIEVIENNA", "USMISSION UNVIE VIENNA", "RUEHUNV", "AU", "the Vienna agencies", "Vienna"),
    Post("US Interests Section Havana", "HAVANA", "USINT HAVANA", "RUEHUB", "CU", "Cuba", "Havana"),
    Post("USEU Brussels", "BRUSSELS", "USEU BRUSSELS", "RUEHBS", "EUN", "the European Union", "Brussels"),
    Post("American Institute Taiwan, Taipei", "AITTAIPEI", "AIT TAIPEI", "RUEHIN", "TW", "Taiwan", "Taipei"),
)


def _read(table: str, kind: str, address: str) -> list[Post]:
    posts = []
    for row in table.replace("\n", ";").split(";"):
        words = row.split()
        if not words:
            continue
        at = next(i for i, word in enumerate(words) if word.startswith("RU"))
        city = " ".join(words[:at])
        posts.append(
            Post(
                origin=f"{kind} {city}",
                code=city.upper().replace(" ", ""),
                sender=f"{address} {city.upper()}",
                route=words[at],
                tag=words[at + 1],
                country=" ".join(words[at + 2 :]),
                city=city,
            )
        )
    return posts


POSTS: tuple[Post, ...] = (
    *_read(_EMBASSIES, "Embassy", "AMEMBASSY"),
    *_read(_CONSULATES, "Consulate", "AMCONSUL"),
    *_OTHERS,
)
BY_ORIGIN: dict[str, Post] = {post.origin: post for post in POSTS}


def post(origin: str) -> Post:
    """Give the post of an origin: ``post("Embassy Vientiane").route`` is ``RUEHVN``. KeyError for an unknown one."""
    return BY_ORIGIN[origin]
