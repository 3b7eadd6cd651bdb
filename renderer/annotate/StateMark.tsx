/** Work states by silhouette: dashed ring, half disc, ring with tick, disc with tick. */
import type { ReactElement } from 'react';
import type { WorkState } from '../../core/contract/schema/work.js';
import { Mark, type MarkState } from '../controls/Mark.js';

const MARKS = {
  new: 'new',
  'in-progress': 'half',
  done: 'done',
  checked: 'pass',
} as const satisfies Record<WorkState, MarkState>;

export function StateMark(props: {
  readonly state: WorkState;
  readonly label?: string;
}): ReactElement {
  const { state, label } = props;
  return <Mark state={MARKS[state]} {...(label === undefined ? {} : { label })} />;
}
