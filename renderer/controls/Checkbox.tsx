/** A native checkbox with its label. */
import type { ReactElement, ReactNode } from 'react';

export function Checkbox(props: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
  /** Spoken name where the visible words alone would not do. */
  readonly label?: string;
  readonly disabled?: boolean;
  readonly hint?: string;
}): ReactElement {
  return (
    <label className="check" title={props.hint}>
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        aria-label={props.label}
        onChange={(event) => {
          props.onChange(event.target.checked);
        }}
      />
      <span>{props.children}</span>
    </label>
  );
}
