// [data-chart]: an ECharts option as JSON. The library comes when the first chart is seen; where it is absent the table stays.
// Colours and type come from the tokens, so that a chart belongs to the page in either theme.
import { attach } from "./attach.js";

const charts = new Set();
let loading = null;

function library() {
  const source = document.querySelector("meta[name=echarts]")?.content;
  if (!source) return Promise.reject(new Error("no echarts"));
  loading ||= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

function look() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const axis = {
    axisLine: { lineStyle: { color: token("--line-strong") } }, axisTick: { show: false },
    axisLabel: { color: token("--ink-3"), fontSize: 12 }, splitLine: { lineStyle: { color: token("--line") } },
    nameTextStyle: { color: token("--ink-3") },
  };
  return {
    color: ["--accent-fill", "--warning-fill", "--positive-fill", "--tint-2-ink", "--tint-3-ink", "--negative-fill", "--ink-3"].map(token),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("--ink-2") },
    categoryAxis: { ...axis, splitLine: { show: false } }, valueAxis: { ...axis, axisLine: { show: false } }, timeAxis: axis, logAxis: axis,
    legend: { textStyle: { color: token("--ink-2") }, itemWidth: 12, itemHeight: 8, icon: "roundRect" },
    tooltip: { backgroundColor: token("--surface-4"), borderColor: token("--line"), textStyle: { color: token("--ink"), fontSize: 13 } },
    bar: { itemStyle: { borderRadius: [3, 3, 0, 0] }, barMaxWidth: 28 }, line: { symbolSize: 6, lineStyle: { width: 2 } },
  };
}

function draw(figure, echarts) {
  const canvas = figure.querySelector(".chart-canvas");
  canvas.hidden = false;
  echarts.getInstanceByDom(canvas)?.dispose();
  const option = JSON.parse(figure.dataset.chart);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const base = { animation: !still, animationDuration: 300, grid: { left: 8, right: 12, top: option.legend ? 40 : 16, bottom: 8, containLabel: true }, tooltip: { trigger: "axis" }, aria: { enabled: true } };
  const chart = echarts.init(canvas, look(), { renderer: "svg" });
  chart.setOption({ ...base, ...option });
  if (!("drawn" in figure.dataset)) figure.querySelector(".chart-figures").open = false;
  figure.dataset.drawn = "";
  charts.add(figure);
  new ResizeObserver(() => chart.isDisposed() || chart.resize()).observe(canvas);
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    library().then((echarts) => draw(entry.target, echarts)).catch(() => {});
  }
}, { rootMargin: "200px" });

attach("[data-chart]", (figure) => seen.observe(figure));

document.addEventListener("themechange", () => {
  for (const figure of charts) {
    if (figure.isConnected) library().then((echarts) => draw(figure, echarts));
    else charts.delete(figure);
  }
});
