/* Draws what stands beside each chart as JSON; the colours are the page's own. */

const echarts = globalThis.echarts;
const drawn = new Map();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(extra) {
  return {
    axisLine: { lineStyle: { color: colour("--line") } },
    axisTick: { show: false },
    axisLabel: { color: colour("--soft"), hideOverlap: true },
    splitLine: { lineStyle: { color: colour("--line"), opacity: 0.6 } },
    ...extra,
  };
}

function series(chart) {
  const tones = [colour("--accent"), colour("--good")];
  return chart.series.map((one, place) => ({
    name: one.name,
    data: one.values,
    type: chart.kind === "curve" ? "line" : "bar",
    color: tones[place],
    barMaxWidth: 22,
    showSymbol: one.values.length < 32,
    lineStyle: { width: 2, type: place ? "dashed" : "solid" },
    label: {
      show: chart.kind === "rows",
      position: "right",
      color: colour("--ink"),
    },
  }));
}

function option(chart) {
  const named = axis({ type: "category", data: chart.labels, inverse: chart.kind === "rows", splitLine: { show: false } });
  const counted = axis({ type: "value", minInterval: 1 });
  const [x, y] = chart.kind === "rows" ? [{ ...counted, show: false }, named] : [named, counted];
  return {
    animation: false,
    grid: { top: chart.series.length > 1 ? 36 : 12, right: 44, bottom: 8, left: 8, containLabel: true },
    legend: { show: chart.series.length > 1, top: 0, right: 0, textStyle: { color: colour("--ink") } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // no element, no style of its own: the policy allows none
      backgroundColor: colour("--surface"),
      borderColor: colour("--line"),
      textStyle: { color: colour("--ink") },
    },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    xAxis: x,
    yAxis: y,
    series: series(chart),
  };
}

function draw(figure) {
  const data = figure.querySelector("script[type='application/json']");
  if (!data || drawn.has(figure)) {
    return;
  }
  const chart = JSON.parse(data.textContent);
  const canvas = echarts.init(figure.querySelector(".canvas"));
  canvas.setOption(option(chart));
  drawn.set(figure, { canvas, chart });
  new ResizeObserver(() => canvas.resize()).observe(figure);
  const numbers = figure.querySelector(".numbers");
  numbers.open = false;
  numbers.dataset.ready = "";
}

function drawAll() {
  document.querySelectorAll("[data-chart]").forEach(draw);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  drawn.forEach(({ canvas, chart }) => canvas.setOption(option(chart), true));
});
drawAll();
