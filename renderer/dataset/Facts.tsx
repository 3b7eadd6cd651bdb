/** Named facts in rows, under a heading. */
import type { ReactElement, ReactNode } from 'react';

export function Facts(props: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className="facts" aria-label={props.title}>
      <h3>{props.title}</h3>
      <dl>{props.children}</dl>
    </section>
  );
}

export function Fact(props: {
  readonly name: string;
  readonly title?: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className="fact__row">
      <dt>{props.name}</dt>
      <dd title={props.title}>{props.children}</dd>
    </div>
  );
}
