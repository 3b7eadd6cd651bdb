/** A native select with the studio's look; long lists keep the platform's keyboard. */
import type { ReactElement } from 'react';
import { Icon } from './Icon.js';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly group?: string;
  readonly disabled?: boolean;
}

export function Select<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly size?: 's' | 'm';
  readonly disabled?: boolean;
  readonly wide?: boolean;
  readonly id?: string;
}): ReactElement {
  const groups = [...new Set(props.options.map((option) => option.group))];
  const choose = (value: string): void => {
    const option = props.options.find((entry) => entry.value === value);
    if (option) props.onChange(option.value);
  };
  return (
    <span
      className={`select select--${props.size ?? 'm'} ${props.wide === true ? 'select--wide' : ''}`}
    >
      <select
        id={props.id}
        aria-label={props.label}
        value={props.value}
        disabled={props.disabled}
        onChange={(event) => {
          choose(event.target.value);
        }}
      >
        {groups.map((group) => {
          const options = props.options
            .filter((option) => option.group === group)
            .map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ));
          return group === undefined ? (
            options
          ) : (
            <optgroup key={group} label={group}>
              {options}
            </optgroup>
          );
        })}
      </select>
      <Icon name="down" size={14} />
    </span>
  );
}
