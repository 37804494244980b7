// Draws every chart of the page; each takes its width from its element, its colours from the page's style.
const {theme, charts} = JSON.parse(document.getElementById("charts").textContent);
const pointer = document.getElementById("pointer");

function tell(_view, event, _item, value) {
  pointer.replaceChildren();
  pointer.hidden = value === null || value === undefined || value === "";
  if (pointer.hidden) return;
  const lines = typeof value === "object" ? Object.entries(value) : [["", value]];
  for (const [title, text] of lines) {
    if (text === "" || text === "null" || text === "undefined") continue;
    const line = document.createElement("div");
    line.textContent = title ? `${title}: ${text}` : text;
    pointer.append(line);
  }
  const box = pointer.getBoundingClientRect();
  pointer.style.left = `${Math.max(4, Math.min(event.clientX + 12, innerWidth - box.width - 8))}px`;
  pointer.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - box.height - 8))}px`;
}

// A map keeps its shape: its height follows from its width, which Vega-Lite cannot say.
function shape(ratio) {
  return (drawing) => {
    delete drawing.height;
    drawing.signals = (drawing.signals ?? []).filter((signal) => signal.name !== "height");
    drawing.signals.push({name: "height", update: `width * ${ratio}`});
    return drawing;
  };
}

// Names beside bars take a third of a narrow page and are cut there; the tables have them whole.
theme.axis.labelLimit = Math.max(112, Math.min(260, innerWidth * 0.34));

async function draw(name, {spec, heightRatio}) {
  const element = document.getElementById(`plot-${name}`);
  await vegaEmbed(element, {...spec, config: theme}, {
    mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, tooltip: tell,
    ...(heightRatio ? {patch: shape(heightRatio)} : {}),
  });
  element.dataset.drawn = "yes";
}

addEventListener("scroll", () => { pointer.hidden = true; }, {passive: true});
await Promise.all(Object.entries(charts).map(([name, chart]) => draw(name, chart)));
document.documentElement.dataset.drawn = "yes";
