/**
 * The unit of depth that says nothing of itself: the median distance each meaning would give, on one
 * scale with what a depth camera can see. Suggested, never assumed: one must be chosen.
 */
import { useId, useState, type ReactElement } from 'react';
import type { UnitEvidence, UnitHypothesis } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { Mark } from '../../controls/Mark.js';
import { count, fixed } from '../../state/format.js';

/** The scale shown, in mm, and what depth cameras see of it. */
const SCALE_MM: readonly [number, number] = [1, 100_000];
const SEEN_MM: readonly [number, number] = [60, 10_000];
const TICKS_MM = [1, 10, 100, 1000, 10_000, 100_000];

function share(mm: number): number {
  const [low, high] = SCALE_MM;
  const at = Math.log(Math.max(low, Math.min(high, mm)) / low) / Math.log(high / low);
  return Math.max(0, Math.min(1, at)) * 100;
}

/** As people say distances: mm, then metres. */
export function distanceWords(mm: number): string {
  if (mm >= 10_000) return `${fixed(mm / 1000, 0)} m`;
  if (mm >= 2000) return `${fixed(mm / 1000, 2)} m`;
  return `${fixed(mm, mm < 10 && !Number.isInteger(mm) ? 2 : 0)} mm`;
}

function unitName(hypothesis: UnitHypothesis): string {
  return hypothesis.unit === 'other'
    ? text('import.unit.other', { scale: (hypothesis.metresPerCount * 1000).toPrecision(4) })
    : text(`import.unit.${hypothesis.unit}`);
}

export function UnitQuestionCard(props: {
  readonly unit: UnitEvidence;
  readonly folders: readonly string[];
  readonly value: number | null;
  readonly onChoose: (metresPerCount: number | null) => void;
}): ReactElement {
  const { unit, folders, value } = props;
  const name = useId();
  const shown = unit.hypotheses;
  const own = value !== null && !shown.some((entry) => entry.metresPerCount === value);
  const title =
    folders.length === 1
      ? text('import.unit.title.one', { folder: folders[0] ?? '' })
      : text('import.unit.title', { count: count(folders.length) });
  if (unit.known)
    return (
      <section className="unit" aria-label={title}>
        <h3 className="cut" title={folders.join('\n')}>
          {title}
        </h3>
        <p className="hint">
          <Mark state="pass" />
          <span>
            {text('import.unit.known', {
              scale: Number((unit.known.metresPerCount * 1000).toPrecision(6)),
              from: unit.known.from,
            })}
          </span>
        </p>
      </section>
    );
  return (
    <section className="unit" aria-label={title}>
      <h3 className="cut" title={folders.join('\n')}>
        {title}
      </h3>
      <p className="t2 s12">
        {text('import.unit.evidence', {
          stored: text(`import.stored.${unit.stored}`),
          files: count(unit.sampledFiles),
          median: Number(unit.medianValue.toPrecision(5)),
        })}{' '}
        {unit.reason}
        {unit.rotatedBits ? ` ${text('import.unit.rotated')}` : ''}
      </p>
      <div className="unit__choices" role="radiogroup" aria-label={title}>
        <div className="unit__axis" aria-hidden="true">
          <span
            className="unit__seen"
            style={{
              left: `${share(SEEN_MM[0]).toFixed(1)}%`,
              width: `${(share(SEEN_MM[1]) - share(SEEN_MM[0])).toFixed(1)}%`,
            }}
          >
            {text('import.unit.seen')}
          </span>
          {TICKS_MM.map((tick) => (
            <span key={tick} className="unit__tick" style={{ left: `${share(tick).toFixed(1)}%` }}>
              {distanceWords(tick)}
            </span>
          ))}
        </div>
        {shown.map((hypothesis) => (
          <label
            key={hypothesis.metresPerCount}
            className={`unit__row ${value === hypothesis.metresPerCount ? 'unit__row--on' : ''}`}
          >
            <span className="unit__name">
              <input
                type="radio"
                name={name}
                checked={value === hypothesis.metresPerCount}
                onChange={() => {
                  props.onChoose(hypothesis.metresPerCount);
                }}
              />
              <span>
                {unitName(hypothesis)}
                {unit.guess === hypothesis.metresPerCount ? (
                  <small className="tag">{text('import.unit.likely')}</small>
                ) : null}
              </span>
            </span>
            <span className="unit__line" aria-hidden="true">
              <span
                className={`unit__dot ${hypothesis.plausible ? '' : 'unit__dot--odd'}`}
                style={{ left: `${share(hypothesis.medianMm).toFixed(1)}%` }}
              />
            </span>
            <span className={hypothesis.plausible ? 'unit__median' : 'unit__median t3'}>
              {distanceWords(hypothesis.medianMm)}
            </span>
            <span className="unit__verdict">
              <Mark state={hypothesis.plausible ? 'pass' : 'fail'} />
              {text(hypothesis.plausible ? 'import.unit.plausible' : 'import.unit.odd')}
            </span>
          </label>
        ))}
        <OwnScale
          key={folders.join()}
          checked={own}
          name={name}
          value={own ? value : null}
          medianValue={unit.medianValue}
          onChoose={props.onChoose}
        />
      </div>
    </section>
  );
}

/** Another scale, in mm per count. */
function OwnScale(props: {
  readonly name: string;
  readonly checked: boolean;
  readonly value: number | null;
  readonly medianValue: number;
  readonly onChoose: (metresPerCount: number | null) => void;
}): ReactElement {
  const [written, setWritten] = useState(
    props.value === null ? '' : String(Number((props.value * 1000).toPrecision(6))),
  );
  const [open, setOpen] = useState(props.checked);
  const parsed = Number(written.replace(',', '.'));
  const valid = written.trim() !== '' && Number.isFinite(parsed) && parsed > 0 && parsed <= 1e6;
  const choose = (next: string): void => {
    setWritten(next);
    const number = Number(next.replace(',', '.'));
    const good = next.trim() !== '' && Number.isFinite(number) && number > 0 && number <= 1e6;
    props.onChoose(good ? number / 1000 : null);
  };
  return (
    <div className={`unit__row ${props.checked ? 'unit__row--on' : ''}`}>
      <label className="unit__name">
        <input
          type="radio"
          name={props.name}
          checked={props.checked || (open && props.value === null)}
          onChange={() => {
            setOpen(true);
            choose(written);
          }}
        />
        <span>{text('import.unit.own')}</span>
      </label>
      <span className="unit__own">
        <input
          className="input input--s"
          inputMode="decimal"
          aria-label={text('import.unit.ownLabel')}
          aria-invalid={open && written.trim() !== '' && !valid}
          value={written}
          onFocus={() => {
            setOpen(true);
          }}
          onChange={(event) => {
            setOpen(true);
            choose(event.target.value);
          }}
        />
        <span className="t3 s12">{text('import.unit.ownUnit')}</span>
      </span>
      <span className="unit__median">
        {props.checked && valid ? distanceWords(props.medianValue * parsed) : ''}
      </span>
      <span />
    </div>
  );
}
