/** Foreground: the mask over RGB and depth of a sample, tuned per category before training. */
import { useState, type ReactElement } from 'react';
import type { Project } from '../../../core/contract/schema/project.js';
import { text } from '../../../core/text/index.js';
import { Mark } from '../../controls/Mark.js';
import { SegmentedControl } from '../../controls/SegmentedControl.js';
import { Select } from '../../controls/Select.js';
import { count, fixed, index, percent } from '../../state/format.js';
import { DepthPicture } from '../TilePicture.js';
import { Filmstrip } from './Filmstrip.js';
import { ForegroundSide } from './ForegroundSide.js';
import { FullRgb } from './FullRgb.js';
import { useForeground, type ForegroundState } from './useForeground.js';

const LOOKS = ['tint', 'outside', 'none'] as const;
type Look = (typeof LOOKS)[number];

export function ForegroundTab(props: {
  readonly project: Project;
  readonly toolbar: ReactElement;
}): ReactElement {
  const state = useForeground(props.project);
  const [look, setLook] = useState<Look>('tint');
  return (
    <>
      <div className="dataset__main">
        {props.toolbar}
        {state.category === null ? (
          <div className="tray__empty">
            <p>{text('foreground.page.none')}</p>
            <p className="t3">{text('foreground.page.noneHint')}</p>
          </div>
        ) : (
          <>
            <header className="samples__head foreground__head">
              <Select
                label={text('dataset.category')}
                value={state.category}
                options={state.categories.map((name) => ({ value: name, label: name }))}
                onChange={state.chooseCategory}
              />
              {state.sample ? (
                <span className="t2 s12 cut">
                  {`${state.sample.anomaly} ${index(state.sample.index)}, ${state.sample.split}`}
                </span>
              ) : null}
              <span className="grow" />
              {state.loading ? <span className="spinner" aria-label={text('app.loading')} /> : null}
              <SegmentedControl
                size="s"
                label={text('foreground.page.look')}
                value={look}
                options={LOOKS.map((value) => ({
                  value,
                  label: text(`foreground.page.look.${value}`),
                }))}
                onChange={setLook}
              />
            </header>
            <Views state={state} look={look} />
            <Figures state={state} />
            <Filmstrip state={state} />
          </>
        )}
      </div>
      <ForegroundSide state={state} />
    </>
  );
}

function Views(props: { readonly state: ForegroundState; readonly look: Look }): ReactElement {
  const { state } = props;
  const { sample } = state;
  if (!sample) return <div className="foreground__views" />;
  const ratio = state.preview ? state.preview.width / state.preview.height : 16 / 9;
  return (
    <div className="foreground__views" style={{ '--ratio': ratio.toFixed(4) }}>
      <figure className="foreground__view">
        <figcaption className="view__head">
          <b>{text('dataset.rgb')}</b>
        </figcaption>
        <div className="foreground__picture" role="img" aria-label={text('foreground.page.rgb')}>
          <FullRgb id={sample.id} />
          <MaskLayer state={state} look={props.look} />
        </div>
      </figure>
      <figure className="foreground__view">
        <figcaption className="view__head">
          <b>{text('dataset.depth')}</b>
        </figcaption>
        <div className="foreground__picture" role="img" aria-label={text('foreground.page.depth')}>
          <DepthPicture sample={sample} size="preview" />
          <MaskLayer state={state} look={props.look} />
        </div>
      </figure>
    </div>
  );
}

/** The mask as a tint with a cased outline, or everything outside of it darkened. */
function MaskLayer(props: {
  readonly state: ForegroundState;
  readonly look: Look;
}): ReactElement | null {
  const { mask } = props.state;
  if (mask === null || props.look === 'none') return null;
  const image = `url(${mask})`;
  return props.look === 'tint' ? (
    <>
      <span className="foreground__edge">
        <span className="foreground__fill" style={{ maskImage: image }} />
      </span>
      <span className="foreground__tint" style={{ maskImage: image }} />
    </>
  ) : (
    <span
      className="foreground__outside"
      style={{ maskImage: `linear-gradient(#fff, #fff), ${image}` }}
    />
  );
}

function Figures(props: { readonly state: ForegroundState }): ReactElement {
  const { preview, error } = props.state;
  if (error)
    return (
      <p className="hint hint--fail foreground__figures" role="alert">
        <Mark state="fail" />
        <span>
          {error.message} {error.hint}
        </span>
      </p>
    );
  if (!preview) return <p className="foreground__figures t3 s12">{text('app.loading')}</p>;
  const { figures, findings } = preview;
  const facts = [
    text('foreground.page.share', { share: percent(figures.share) }),
    text(figures.regions === 1 ? 'foreground.page.region' : 'foreground.page.regions', {
      count: count(figures.regions),
    }),
    figures.maxHeightMm === null
      ? null
      : text('foreground.page.height', { mm: fixed(figures.maxHeightMm, 1) }),
    figures.tableRmsMm === null
      ? null
      : text('foreground.page.table', { mm: fixed(figures.tableRmsMm, 2) }),
    figures.used === null ? null : text(`foreground.page.used.${figures.used}`),
  ].filter((fact) => fact !== null);
  return (
    <div className="foreground__figures">
      <p className="s12 t2">{facts.join(' · ')}</p>
      {findings.length === 0 ? (
        <p className="hint hint--pass">
          <Mark state="pass" />
          {text('foreground.page.fine')}
        </p>
      ) : (
        findings.map((finding) => (
          <p key={finding.code} className="hint">
            <Mark
              state={finding.severity === 'failed' ? 'fail' : 'warn'}
              label={text(finding.severity === 'failed' ? 'app.mark.fail' : 'app.mark.warn')}
            />
            <span>
              {finding.message} <span className="t2">{finding.remedy}</span>
            </span>
          </p>
        ))
      )}
    </div>
  );
}
