/** Text fields with visible labels, and a number field that may be empty. */
import { useId, type ReactElement, type ReactNode } from 'react';

export function Field(props: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly children: (id: string) => ReactNode;
}): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {props.label}
      </label>
      {props.children(id)}
      {props.error !== undefined ? (
        <p className="field__error" role="alert">
          {props.error}
        </p>
      ) : props.hint !== undefined ? (
        <p className="field__hint">{props.hint}</p>
      ) : null}
    </div>
  );
}

export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
  readonly mono?: boolean;
}): ReactElement {
  return (
    <Field label={props.label} hint={props.hint} error={props.error}>
      {(id) => (
        <input
          id={id}
          className={`input ${props.mono === true ? 'input--mono' : ''}`}
          value={props.value}
          maxLength={props.maxLength}
          autoFocus={props.autoFocus}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={props.error !== undefined}
          onChange={(event) => {
            props.onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
