/** A control with its label at its left; the control names itself. */
import type { ReactElement } from 'react';

export function FieldRow(props: {
  readonly label: string;
  readonly children: ReactElement;
}): ReactElement {
  return (
    <div className="fields__row">
      <span className="fields__label" aria-hidden="true">
        {props.label}
      </span>
      {props.children}
    </div>
  );
}
