import { LitElement, html } from 'lit';
import { connect, init } from 'echarts';
import { utc } from '../format.js';
import { t } from '../texts.js';

/** Charts of one page show the same time, and the same place in it. */
const GROUP = 'sluice';
connect(GROUP);

/**
 * One line over time, with what has happened on its axis. `points` is a list of [time in ms, value]; `unit` says how a value is
 * written; `marks` has {at, text, bad}; `pauses` has [from, to] in ms. A part that is drawn over with the pointer is asked for
 * by `zoomed`.
 */
class Chart extends LitElement {
  static properties = {
    points: { attribute: false },
    marks: { attribute: false },
    pauses: { attribute: false },
    label: {},
    unit: { attribute: false },
    from: { type: Number },
    to: { type: Number },
  };

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    this.chart = init(this.querySelector('.chart'), null, { renderer: 'canvas' });
    this.chart.group = GROUP;
    this.chart.on('datazoom', (event) => {
      const part = event.batch?.[0];
      if (part?.startValue === undefined) return;
      this.dispatchEvent(
        new CustomEvent('zoomed', { detail: { from: part.startValue, to: part.endValue }, bubbles: true }),
      );
    });
    this.sized = new ResizeObserver(() => this.chart.resize());
    this.sized.observe(this.querySelector('.chart'));
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
    const marks = (this.marks ?? []).map((mark) => ({
      xAxis: mark.at,
      name: mark.text,
      lineStyle: { color: colour(mark.bad ? '--bad' : '--idle') },
    }));
    const pauses = (this.pauses ?? []).map(([from, to]) => [{ xAxis: from, name: t('status.PAUSED') }, { xAxis: to }]);
    this.chart.setOption({
      animation: false,
      useUTC: utc,
      grid: { left: 62, right: 14, top: 14, bottom: 26 },
      toolbox: {
        show: true,
        itemSize: 0,
        feature: { dataZoom: { yAxisIndex: 'none', brushStyle: { color: colour('--accent'), opacity: 0.15 } } },
      },
      dataZoom: [
        {
          type: 'inside',
          start: 0,
          end: 100,
          zoomOnMouseWheel: false,
          moveOnMouseMove: false,
          moveOnMouseWheel: false,
        },
      ],
      tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: unit },
      xAxis: {
        type: 'time',
        min: this.from,
        max: this.to,
        axisLabel: {
          color: colour('--muted'),
          hideOverlap: true,
          formatter: {
            year: '{yyyy}',
            month: '{yyyy}-{MM}',
            day: '{MM}-{dd}',
            hour: '{HH}:{mm}',
            minute: '{HH}:{mm}',
            second: '{HH}:{mm}:{ss}',
          },
        },
        axisLine: { lineStyle: { color: colour('--line') } },
      },
      yAxis: {
        type: 'value',
        min: 0,
        splitNumber: 3,
        axisLabel: { color: colour('--muted'), formatter: unit },
        splitLine: { lineStyle: { color: colour('--line') } },
      },
      series: [
        {
          name: this.label,
          type: 'line',
          data: this.points,
          showSymbol: false,
          connectNulls: false,
          lineStyle: { width: 1.6, color: colour('--accent') },
          itemStyle: { color: colour('--accent') },
          areaStyle: { color: colour('--accent'), opacity: 0.12 },
          markLine: {
            symbol: 'none',
            silent: false,
            animation: false,
            data: marks,
            lineStyle: { type: 'dashed', width: 1 },
            label: { show: false },
            emphasis: { label: { show: true, formatter: '{b}', color: colour('--text'), position: 'insideEndTop' } },
          },
          markArea: {
            silent: true,
            animation: false,
            data: pauses,
            itemStyle: { color: colour('--warn'), opacity: 0.12 },
            label: { color: colour('--warn'), position: 'insideTop' },
          },
        },
      ],
    });
    // What is drawn over is chosen without asking for it first.
    this.chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
  }

  render() {
    return html`
      <div class="chart" role="img" aria-label=${this.label}></div>
    `;
  }
}
customElements.define('sluice-chart', Chart);
