/** A small number field: kept on Enter or when left, put back when it is not a number in range. */
import { useEffect, useState, type ReactElement } from 'react';

export function NumberField(props: {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  readonly whole?: boolean;
  readonly disabled?: boolean;
  readonly bare?: boolean;
  readonly onCommit: (value: number) => void;
}): ReactElement {
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => {
    setDraft(null);
  }, [props.value]);
  const commit = (): void => {
    if (draft === null) return;
    const value = Number(draft.replace(',', '.').replace('\u2212', '-'));
    setDraft(null);
    if (draft.trim() === '' || !Number.isFinite(value)) return;
    const rounded = props.whole === true ? Math.round(value) : value;
    const next = Math.max(props.min, Math.min(props.max, rounded));
    if (next !== props.value) props.onCommit(next);
  };
  return (
    <span className="number">
      <input
        className={`input input--s ${props.bare === true ? 'input--bare' : ''}`}
        inputMode="decimal"
        aria-label={props.label}
        disabled={props.disabled}
        value={draft ?? Number(props.value.toFixed(4)).toString()}
        onChange={(event) => {
          setDraft(event.target.value);
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      {props.unit === undefined ? null : <span className="t3 s12">{props.unit}</span>}
    </span>
  );
}
