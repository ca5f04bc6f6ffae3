import { LitElement, html } from 'lit';
import { init } from 'echarts';

/** One line over time. `points` is a list of [time in ms, value]; `unit` says how a value is written. */
class Chart extends LitElement {
  static properties = { points: { attribute: false }, label: {}, unit: { attribute: false }, from: { type: Number }, to: { type: Number } };

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    this.chart = init(this.querySelector('.chart'), null, { renderer: 'canvas' });
    this.sized = new ResizeObserver(() => this.chart.resize());
    this.sized.observe(this);
    this.draw();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sized?.disconnect();
    this.chart?.dispose();
    this.chart = undefined;
  }

  updated() {
    this.draw();
  }

  draw() {
    if (!this.chart) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const unit = this.unit;
    this.chart.setOption({
      animation: false,
      grid: { left: 62, right: 14, top: 12, bottom: 26 },
      tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: unit },
      xAxis: { type: 'time', min: this.from, max: this.to, axisLabel: { color: colour('--muted'), hideOverlap: true, formatter: { hour: '{HH}:{mm}', minute: '{HH}:{mm}', second: '{HH}:{mm}:{ss}' } }, axisLine: { lineStyle: { color: colour('--line') } } },
      yAxis: { type: 'value', min: 0, splitNumber: 3, axisLabel: { color: colour('--muted'), formatter: unit }, splitLine: { lineStyle: { color: colour('--line') } } },
      series: [{ name: this.label, type: 'line', data: this.points, showSymbol: false, lineStyle: { width: 1.6, color: colour('--accent') }, itemStyle: { color: colour('--accent') }, areaStyle: { color: colour('--accent'), opacity: 0.12 } }],
    });
  }

  render() {
    return html`<div class="chart" role="img" aria-label=${this.label}></div>`;
  }
}
customElements.define('sluice-chart', Chart);
