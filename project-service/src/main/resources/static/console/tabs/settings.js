import { html, nothing } from 'lit';
import { api } from '../api.js';
import { changeAlerts, told } from '../parts/alerts.js';
import { ask } from '../parts/ask.js';
import { fact } from '../parts/facts.js';
import { Part } from '../parts/page.js';
import { may } from '../session.js';
import { t } from '../texts.js';

/** All that it was created with, and what of it can be changed while it runs. */
class Settings extends Part {
  static properties = { project: { attribute: false }, channels: { attribute: false } };

  render() {
    const { project, channels } = this;
    const o = project.options;
    const v = o.verification ?? {};
    const times = [v.afterCopy ? t('verification.afterCopy') : '', v.cron ? `${v.cron} ${v.zone ?? 'UTC'}` : '']
      .filter(Boolean)
      .join(', ');
    const kafka = project.type.endsWith('KAFKA');
    const idle = kafka ? ['conflict', 'ddl', 'constraints', 'targets'] : ['format', 'topicTemplate', 'topicPartitions'];
    const all = {
      ...o,
      verification: times || t('common.none'),
      steps: o.steps.map((step) => t(`step.${step}`)).join(', '),
      changes: (o.changes ?? []).map((one) => t(`choice.changes.${one}`)).join(', '),
      ...Object.fromEntries(
        ['conflict', 'ddl', 'constraints', 'targets', 'onTableFailure', 'format']
          .filter((name) => o[name])
          .map((name) => [name, t(`choice.${name}.${o[name]}`)]),
      ),
      rowsPerSecond: o.rowsPerSecond || t('common.none'),
      logRetentionHours: `${o.logRetentionHours} ${t('create.hours')}`,
    };
    const shown = Object.fromEntries(Object.entries(all).filter(([name]) => !idle.includes(name)));
    return html`
      <div class="head">
        <h2>${t('project.settings')}</h2>
        ${may('OPERATOR')
          ? html`
              <div class="right">
                <sl-button
                  size="small"
                  ?disabled=${!project.actions.includes('change-options')}
                  @click=${() => this.changeOptions(project)}
                >
                  ${t('action.change-options')}
                </sl-button>
              </div>
            `
          : nothing}
      </div>
      <div class="panel">
        <dl class="facts">
          ${Object.entries(shown).map(
            ([name, value]) => html`
              <div>
                <dt>${t(`options.${name}`)}</dt>
                <dd>${String(value)}</dd>
              </div>
            `,
          )}
        </dl>
      </div>
      <div class="head">
        <h2>${t('app.alerts')}</h2>
        ${may('OPERATOR')
          ? html`
              <div class="right">
                <sl-button
                  size="small"
                  data-alerts
                  ?disabled=${!project.actions.includes('change-alerts')}
                  @click=${() => changeAlerts(project, () => this.changed())}
                >
                  ${t('action.change-alerts')}
                </sl-button>
              </div>
            `
          : nothing}
      </div>
      <div class="panel">
        <dl class="facts">
          ${fact('alert', t(`level.${project.alertLevel}`))}${[
            'latencySeconds',
            'interruptionSeconds',
            'repeatMinutes',
          ].map(
            (name) => html`
              <div>
                <dt>${t(`alerts.${name}`)}</dt>
                <dd>${project.alerts?.[name] ?? t('alerts.asInstalled')}</dd>
              </div>
            `,
          )}${may('OPERATOR') ? fact('told', told(channels)) : nothing}
        </dl>
      </div>
    `;
  }

  changeOptions(project) {
    const o = project.options;
    const figure = (name, help = '') => ({
      name,
      label: t(`options.${name}`),
      type: 'number',
      min: '0',
      value: String(o[name]),
      help,
      required: true,
    });
    const choice = (name, values) => ({
      name,
      label: t(`options.${name}`),
      values,
      words: `choice.${name}`,
      value: o[name],
    });
    const kafka = project.type?.endsWith('KAFKA');
    const v = o.verification ?? {};
    const times = [
      {
        name: 'afterCopy',
        label: t('verification.afterCopy'),
        values: ['false', 'true'],
        words: 'choice.afterCopy',
        value: String(v.afterCopy ?? false),
      },
      { name: 'cron', label: t('verification.cron'), value: v.cron ?? '', help: t('verification.cronHelp') },
      { name: 'zone', label: t('verification.zone'), value: v.zone ?? '', help: t('verification.zoneHelp') },
    ];
    const verification = ({ afterCopy, cron, zone }) => ({
      afterCopy: afterCopy === 'true',
      cron: cron || undefined,
      zone: zone || undefined,
    });
    const fields = [
      ...(kafka ? [] : [choice('conflict', ['OVERWRITE', 'SKIP', 'STOP']), choice('ddl', ['SYNCHRONIZE', 'STOP'])]),
      figure('readConcurrency'),
      figure('rowsPerSecond', t('create.rowLimitHelp')),
      figure('logRetentionHours', t('create.hours')),
    ];
    const typed = (values) =>
      Object.fromEntries(
        fields.map((field) => [field.name, field.values ? values[field.name] : Number(values[field.name])]),
      );
    ask({ title: t('action.change-options'), text: t('project.changeHelp'), fields: [...fields, ...times] }, (values) =>
      api
        .put(`/projects/${project.id}/options`, { ...typed(values), verification: verification(values) })
        .then(() => this.changed()),
    );
  }
}
customElements.define('sluice-settings', Settings);
