/** One of two to five: a radio group drawn as segments; arrow keys move, as in any radio group. */
import { useId, type ReactElement, type ReactNode } from 'react';

export function SegmentedControl<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly {
    readonly value: T;
    readonly label: ReactNode;
    readonly hint?: string | undefined;
  }[];
  readonly onChange: (value: T) => void;
  readonly size?: 's' | 'm';
  readonly disabled?: boolean;
}): ReactElement {
  const name = useId();
  return (
    <div className={`seg seg--${props.size ?? 'm'}`} role="radiogroup" aria-label={props.label}>
      {props.options.map((option) => (
        <label key={option.value} className="seg__part" title={option.hint}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === props.value}
            disabled={props.disabled}
            onChange={() => {
              props.onChange(option.value);
            }}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
