/** The import as it runs, and what came of it. */
import type { ReactElement } from 'react';
import type { ImportReport } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { Mark, type MarkState } from '../../controls/Mark.js';
import { useDataset } from '../../state/context.js';
import { count } from '../../state/format.js';
import { ReasonTable } from './ReasonTable.js';

const MARKS = {
  scanning: 'new',
  running: 'new',
  done: 'pass',
  cancelled: 'warn',
  failed: 'fail',
} as const satisfies Record<string, MarkState>;

export function RunStep(props: { readonly report: ImportReport | null }): ReactElement {
  const progress = useDataset((state) => state.importProgress);
  const job = useDataset((state) => state.importJob);
  const mine = progress?.jobId === job ? progress : null;
  if (mine === null)
    return (
      <p className="empty" role="status">
        <span className="spinner" aria-hidden="true" />
        {text('import.starting')}
      </p>
    );
  const share = mine.total === 0 ? 0 : mine.done / mine.total;
  const problems = props.report?.problems ?? [];
  return (
    <div className="run">
      <h3 className="run__head" role="status">
        <Mark
          state={mine.state === 'done' && mine.problems > 0 ? 'warn' : MARKS[mine.state]}
          size={20}
        />
        {text(`import.state.${mine.state}`, {
          imported: count(mine.imported),
          done: count(mine.done),
          total: count(mine.total),
        })}
      </h3>
      <span
        className="run__bar"
        role="progressbar"
        aria-label={text('import.progress')}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        style={{ '--share': `${(share * 100).toFixed(1)}%` }}
      />
      <p className="t3 s12 cut">{mine.state === 'running' ? mine.current : mine.message}</p>
      <dl className="run__facts">
        <div className="fact__row">
          <dt>{text('import.imported')}</dt>
          <dd>{count(mine.imported)}</dd>
        </div>
        <div className="fact__row">
          <dt>{text('import.already')}</dt>
          <dd>{count(mine.already)}</dd>
        </div>
        <div className="fact__row">
          <dt>{text('import.problems')}</dt>
          <dd>{count(mine.problems)}</dd>
        </div>
      </dl>
      {problems.length > 0 ? (
        <div className="look__table look__table--full">
          <ReasonTable rows={problems.slice(0, 500)} />
        </div>
      ) : null}
    </div>
  );
}
