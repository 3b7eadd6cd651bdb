/** The right column of Foreground: the rule and its numbers, and the samples it fails on. */
import type { ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Checkbox } from '../../controls/Checkbox.js';
import { Mark } from '../../controls/Mark.js';
import { SegmentedControl } from '../../controls/SegmentedControl.js';
import { Slider } from '../../controls/Slider.js';
import { useDataset, useProject } from '../../state/context.js';
import { count, index, percent } from '../../state/format.js';
import type { ForegroundState } from './useForeground.js';

const SHOWN = 200;

export function ForegroundSide(props: { readonly state: ForegroundState }): ReactElement {
  const { state } = props;
  const { settings, change, category } = state;
  const readOnly = useProject((project) => project.info?.readOnly != null);
  return (
    <aside className="dataset__side" aria-label={text('foreground.page.settings')}>
      <header className="panel__head panel__head--tall">
        <h2 className="cut">{text('foreground.page.title', { category: category ?? '' })}</h2>
        <span className="grow" />
        <span className="t3 s12">
          {text(
            state.edited
              ? 'foreground.page.edited'
              : state.stored === null
                ? 'foreground.page.default'
                : 'foreground.page.stored',
          )}
        </span>
      </header>
      <div className="dataset__scroll">
        <div className="fields">
          <SegmentedControl
            label={text('foreground.page.rule')}
            value={settings.method}
            options={(['corners', 'plane'] as const).map((value) => ({
              value,
              label: text(`foreground.page.rule.${value}`),
            }))}
            onChange={(method) => {
              change({ method });
            }}
          />
          <p className="t3 s12">{text(`foreground.page.ruleHint.${settings.method}`)}</p>
          <Slider
            label={text('foreground.page.threshold')}
            unit={text('capture.mm')}
            value={settings.thresholdMm}
            min={0.5}
            max={30}
            step={0.5}
            digits={1}
            onChange={(thresholdMm) => {
              change({ thresholdMm: Math.max(0.5, Math.min(100, thresholdMm)) });
            }}
          />
          <Slider
            label={text('foreground.page.gaps')}
            unit={''}
            value={settings.gapFillPasses}
            min={0}
            max={16}
            step={1}
            onChange={(gapFillPasses) => {
              change({ gapFillPasses: Math.round(gapFillPasses) });
            }}
          />
          <Slider
            label={text('foreground.page.smallest')}
            unit={text('foreground.page.px')}
            value={settings.minRegionPixels}
            min={0}
            max={5000}
            step={50}
            onChange={(minRegionPixels) => {
              change({ minRegionPixels: Math.round(minRegionPixels) });
            }}
          />
          <Slider
            label={text('foreground.page.border')}
            unit={text('foreground.page.percent')}
            value={settings.borderShare * 100}
            min={1}
            max={40}
            step={1}
            onChange={(share) => {
              change({ borderShare: Math.round(share) / 100 });
            }}
          />
          <Checkbox
            checked={settings.sides === 'both'}
            onChange={(both) => {
              change({ sides: both ? 'both' : 'above' });
            }}
          >
            {text('foreground.page.pits')}
          </Checkbox>
          <Checkbox
            checked={settings.fallback}
            disabled={settings.method === 'plane'}
            onChange={(fallback) => {
              change({ fallback });
            }}
          >
            {text('foreground.page.fallback')}
          </Checkbox>
          <div className="form__row">
            <Button tone="ghost" size="s" onClick={state.toDefault}>
              {text('foreground.page.toDefault')}
            </Button>
            <Button tone="ghost" size="s" disabled={!state.edited} onClick={state.revert}>
              {text('foreground.page.revert')}
            </Button>
          </div>
        </div>
        <BadSamples state={state} />
      </div>
      <footer className="dataset__foot">
        {state.checking ? (
          <Button size="l" onClick={state.stopCheck}>
            {text('app.cancel')}
          </Button>
        ) : (
          <Button size="l" disabled={category === null} onClick={state.runCheck}>
            {text('foreground.page.check', { count: count(state.samples.length) })}
          </Button>
        )}
        <span className="grow" />
        <Button
          size="l"
          tone="primary"
          disabled={readOnly || !state.edited || category === null}
          onClick={state.save}
        >
          {text('foreground.page.save')}
        </Button>
      </footer>
    </aside>
  );
}

function BadSamples(props: { readonly state: ForegroundState }): ReactElement {
  const { state } = props;
  const { check, checking, samples } = state;
  const { showOnly } = useDataset((data) => data.actions);
  const nameOf = (id: string): string => {
    const sample = samples.find((entry) => entry.id === id);
    return sample ? `${sample.anomaly} ${index(sample.index)}, ${sample.split}` : id;
  };
  return (
    <section className="facts facts--line" aria-label={text('foreground.page.bad')}>
      <h3>
        {text('foreground.page.bad')}
        <span className="grow" />
        {check && !checking ? (
          <span className="t3 s12">
            {text(state.stale ? 'foreground.page.stale' : 'foreground.page.checked', {
              count: count(check.checked),
            })}
          </span>
        ) : null}
      </h3>
      {checking ? (
        <div className="job" role="status">
          <span className="job__words">
            {text('foreground.page.checking', {
              done: count(checking.done),
              total: count(checking.total),
            })}
          </span>
          <span
            className="job__bar"
            style={{
              '--share': `${((checking.done / Math.max(1, checking.total)) * 100).toFixed(1)}%`,
            }}
          />
        </div>
      ) : check === null ? (
        <p className="t3 s12">{text('foreground.page.notChecked')}</p>
      ) : check.bad.length === 0 ? (
        <p className="hint hint--pass">
          <Mark state="pass" />
          {text('foreground.page.allFine', {
            share: check.medianShare === null ? '–' : percent(check.medianShare),
          })}
        </p>
      ) : (
        <>
          <ul className="looks">
            {check.bad.slice(0, SHOWN).map((entry) => {
              const failed = entry.findings.some((finding) => finding.severity === 'failed');
              return (
                <li key={entry.id}>
                  <button
                    type="button"
                    className={`bad ${entry.id === state.sample?.id ? 'bad--on' : ''}`}
                    onClick={() => {
                      state.chooseSample(entry.id);
                    }}
                  >
                    <Mark
                      state={failed ? 'fail' : 'warn'}
                      label={text(failed ? 'app.mark.fail' : 'app.mark.warn')}
                    />
                    <span>
                      {nameOf(entry.id)}
                      <small>{entry.findings.map((finding) => finding.message).join(' ')}</small>
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
          <Button
            size="s"
            onClick={() => {
              showOnly(
                text('foreground.page.badLabel'),
                check.bad.map(({ id }) => id),
              );
            }}
          >
            {text('foreground.page.showBad', { count: count(check.bad.length) })}
          </Button>
        </>
      )}
    </section>
  );
}
