/** A labelled range input with a number field beside it; the unit is in the label. */
import { useEffect, useState, type ReactElement } from 'react';
import { fixed } from '../state/format.js';

export function Slider(props: {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly digits?: number;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}): ReactElement {
  const digits = props.digits ?? 0;
  const [draft, setDraft] = useState<string | null>(null);
  // A value told by the host ends the draft.
  useEffect(() => {
    setDraft(null);
  }, [props.value]);
  const commit = (written: string): void => {
    const value = Number(written.replace('\u2212', '-'));
    setDraft(null);
    if (written.trim() !== '' && Number.isFinite(value))
      props.onChange(Math.max(props.min, Math.min(props.max, value)));
  };
  const share = (props.value - props.min) / (props.max - props.min || 1);
  return (
    <div className="slider">
      <span className="slider__label" aria-hidden="true">
        {props.label}
      </span>
      <input
        type="range"
        aria-label={props.label}
        aria-valuetext={`${fixed(props.value, digits)} ${props.unit}`}
        min={props.min}
        max={props.max}
        step={props.step}
        value={props.value}
        disabled={props.disabled}
        style={{ '--share': `${(share * 100).toString()}%` }}
        onChange={(event) => {
          props.onChange(Number(event.target.value));
        }}
      />
      <span className="slider__value">
        <input
          className="input input--s"
          inputMode="decimal"
          aria-label={`${props.label}, ${props.unit}`}
          value={draft ?? fixed(props.value, digits)}
          disabled={props.disabled}
          onChange={(event) => {
            setDraft(event.target.value);
          }}
          onBlur={(event) => {
            if (draft !== null) commit(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit(event.currentTarget.value);
          }}
        />
        <span>{props.unit}</span>
      </span>
    </div>
  );
}
