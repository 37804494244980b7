"""The report in a real browser: every chart drawn, nothing said in the console, nothing asked for, nothing too wide."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pipeline.places import DataFolder
from pipeline.report import write_report
from tests.test_report import SMALL, edition, themes

pytest.importorskip("selenium", reason="selenium is not installed")
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None or CHROMEDRIVER is None, reason="Chromium or its driver is not installed"),
]

PATIENCE = 120
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses to start as root with it
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def reports(shipped: DataFolder, tmp_path_factory):
    """Reports to look at: of the corpus that the project ships, of three cables, and of none."""
    folder = tmp_path_factory.mktemp("reports")
    return {
        "shipped": write_report(shipped.edition(), folder / "shipped.html"),
        "three cables": write_report(edition(folder / "20101201T020000Z", **SMALL), folder / "three.html"),
        "empty": write_report(edition(folder / "20101128T020000Z"), folder / "empty.html"),
    }


def show(browser, page: Path, width: int = 1100, scheme: str = "light") -> None:
    """Open the page in a window of that width and wait until it has drawn its charts."""
    for log in ("browser", "performance"):
        browser.get_log(log)
    device = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(page.as_uri())
    try:
        WebDriverWait(browser, PATIENCE).until(
            lambda driver: driver.execute_script("return document.documentElement.dataset.drawn === 'yes'")
        )
    except TimeoutException:
        pytest.fail(f"{page.name} was not drawn: {browser.get_log('browser')}")


def scroll_to(browser, element) -> None:
    """Bring an element to the middle of the window; the event of scrolling, which hides the pointer's box, is past."""
    browser.execute_async_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'});"
        "requestAnimationFrame(() => requestAnimationFrame(() => arguments[1]()));",
        element,
    )


# What each chart draws for data: Vega puts it under `role-mark`, axes elsewhere.
COUNT_MARKS = """
return [...document.querySelectorAll(".plot")].map((plot) => {
  const marks = [...plot.querySelectorAll("g.role-mark path, g.role-mark rect, g.role-mark line")];
  const seen = marks.filter((mark) => mark.getBBox().width + mark.getBBox().height > 0);
  const box = plot.querySelector("svg")?.getBoundingClientRect();
  return [plot.id, seen.length, box ? box.width : 0, box ? box.height : 0];
});
"""
# What a reader would have to scroll the page sideways for; what scrolls in a box of its own does not count.
OVERFLOWING = """
const boxes = "nav ul, .scroll, pre, .plot, .unseen, .skip";
return [...document.body.querySelectorAll("*")]
  .filter((element) => !element.closest(boxes) && element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.outerHTML.slice(0, 120));
"""
VIEWS = [(1100, "light"), (1100, "dark"), (360, "light"), (360, "dark"), (320, "light")]


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
@pytest.mark.parametrize("name", ["shipped", "three cables", "empty"])
def test_every_chart_is_drawn_and_the_console_is_silent(browser, reports, name, width, scheme):
    show(browser, reports[name], width, scheme)
    drawn = browser.execute_script(COUNT_MARKS)
    promised = json.loads(
        browser.execute_script("return document.getElementById('charts').textContent"),
    )["charts"]
    assert {plot for plot, *_ in drawn} == {f"plot-{chart}" for chart in promised}
    assert bool(drawn) == (name != "empty")
    for plot, mark_count, svg_width, svg_height in drawn:
        assert mark_count > 0, f"{plot} shows no mark"
        assert 0.5 * width * 0.7 < svg_width <= width, f"{plot} is {svg_width} wide"
        assert svg_height > 20, f"{plot} is {svg_height} high"
    assert browser.get_log("browser") == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_nothing_is_wider_than_the_window(browser, reports, width, scheme):
    show(browser, reports["shipped"], width, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.execute_script(OVERFLOWING) == []


# How far the shades at both edges of a box stand out from its middle: the largest step of a channel, of 255.
SHADES = """
const [picture, done] = arguments;
const image = new Image();
image.onload = () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  // The usual pixel of a column, for words and lines cross it.
  const ground = (x) => {
    const data = context.getImageData(x, 0, 1, image.height).data;
    const counts = {};
    for (let i = 0; i < data.length; i += 4) {
      const pixel = [data[i], data[i + 1], data[i + 2]].join();
      counts[pixel] = (counts[pixel] ?? 0) + 1;
    }
    return Object.entries(counts).sort((one, other) => other[1] - one[1])[0][0].split(",");
  };
  const middle = ground(Math.floor(image.width / 2));
  done([1, image.width - 2].map((x) => Math.max(...ground(x).map((value, i) => Math.abs(value - middle[i])))));
};
image.src = `data:image/png;base64,${picture}`;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("box", ["#releases_read .scroll", "#origins_on_a_map pre", "nav > ul"])
def test_a_box_that_scrolls_sideways_shows_on_which_side_there_is_more(browser, reports, box, scheme):
    show(browser, reports["shipped"], 360, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    element = browser.find_element(By.CSS_SELECTOR, box)
    room = browser.execute_script("return arguments[0].scrollWidth - arguments[0].clientWidth", element)
    assert room > 80
    scroll_to(browser, element)
    shades = []
    for place in (0, room // 2, room):
        browser.execute_script("arguments[0].scrollLeft = arguments[1]", element, place)
        left, right = browser.execute_async_script(SHADES, element.screenshot_as_base64)
        shades.append((left > 40, right > 40))
    assert shades == [(False, True), (True, True), (True, False)]


def test_a_table_that_fits_has_no_shade(browser, reports):
    show(browser, reports["three cables"], 1100)
    element = browser.find_element(By.CSS_SELECTOR, "#releases_read .scroll")
    scroll_to(browser, element)
    assert max(browser.execute_async_script(SHADES, element.screenshot_as_base64)) < 10


def test_a_table_is_scrolled_by_the_keyboard(browser, reports):
    show(browser, reports["shipped"], 360)
    element = browser.find_element(By.CSS_SELECTOR, "#releases_read .scroll")
    scroll_to(browser, element)
    browser.execute_script("arguments[0].focus()", element)
    ActionChains(browser).send_keys(Keys.ARROW_RIGHT).perform()
    WebDriverWait(browser, PATIENCE).until(
        lambda driver: driver.execute_script("return arguments[0].scrollLeft", element) > 0
    )


def test_the_page_asks_for_nothing_but_itself(browser, reports):
    show(browser, reports["shipped"])
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    assert reports["shipped"].as_uri() in asked
    assert {url for url in asked if not url.startswith("data:")} == {reports["shipped"].as_uri()}
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_a_page_sent_by_itself_still_gives_the_file_of_a_chart(browser, reports, tmp_path):
    alone = tmp_path / "alone" / "report.html"
    alone.parent.mkdir()
    shutil.copyfile(reports["three cables"], alone)
    taken = tmp_path / "taken"
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(taken)})
    show(browser, alone)
    link = browser.find_element(By.CSS_SELECTOR, "#origins_ranked .tools a")
    scroll_to(browser, link)
    link.click()
    file = taken / "origins_ranked.svg"
    WebDriverWait(browser, PATIENCE).until(lambda _: file.is_file())
    chart = reports["three cables"].parent / "three_charts" / file.name
    WebDriverWait(browser, PATIENCE).until(lambda _: file.read_bytes() == chart.read_bytes())
    assert browser.get_log("browser") == []


def test_a_request_to_outside_would_be_refused(browser, reports):
    show(browser, reports["three cables"])
    refused = browser.execute_async_script(
        "const done = arguments[0]; fetch('http://127.0.0.1:9/').then(() => done(false), () => done(true));"
    )
    assert refused
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_take_the_colours_of_the_theme(browser, reports, scheme):
    show(browser, reports["shipped"], scheme=scheme)
    bar = browser.find_element(By.CSS_SELECTOR, "#plot-origins_ranked g.role-mark path")
    red, green, blue = (int(themes()[scheme]["one"][i : i + 2], 16) for i in (1, 3, 5))
    assert browser.execute_script("return getComputedStyle(arguments[0]).fill", bar) == f"rgb({red}, {green}, {blue})"


def test_paper_is_white_in_the_dark_too(browser, reports):
    show(browser, reports["three cables"], scheme="dark")
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]},
    )
    ink = browser.execute_script("return getComputedStyle(document.documentElement).getPropertyValue('--ink')")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert ink.strip() == themes()["light"]["ink"]


def test_the_pointer_shows_the_numbers_of_a_bar(browser, reports):
    show(browser, reports["three cables"])
    bar = browser.find_element(By.CSS_SELECTOR, "#plot-origins_ranked g.role-mark path")
    scroll_to(browser, bar)
    ActionChains(browser).move_to_element(bar).perform()
    pointer = browser.find_element(By.ID, "pointer")
    WebDriverWait(browser, PATIENCE).until(lambda _: pointer.is_displayed())
    assert pointer.text.splitlines() == ["origin: Embassy Vientiane", "cables: 2"]


def test_a_chart_follows_the_width_of_the_window(browser, reports):
    show(browser, reports["three cables"], width=1100)
    wide = browser.execute_script(COUNT_MARKS)
    device = {"width": 420, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)
    WebDriverWait(browser, PATIENCE).until(
        lambda driver: all(width <= 420 for _, _, width, _ in driver.execute_script(COUNT_MARKS))
    )
    assert all(width > 600 for _, _, width, _ in wide)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 420


def test_the_tables_are_there_without_scripts(browser, reports):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(reports["three cables"].as_uri())
        tables = browser.find_elements(By.TAG_NAME, "table")
        assert len(tables) > 10
        assert "The charts need a browser that runs scripts" in browser.find_element(By.TAG_NAME, "main").text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
