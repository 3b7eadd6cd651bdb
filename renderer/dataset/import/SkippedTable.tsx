/** Files that become no sample, with the reason; what somebody should look at comes first. */
import type { ReactElement } from 'react';
import type { ImportScan } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { Mark } from '../../controls/Mark.js';
import { count } from '../../state/format.js';
import { ReasonTable } from './ReasonTable.js';

export function SkippedTable(props: {
  readonly scan: ImportScan;
  /** Rows that are listed. */
  readonly most: number;
}): ReactElement {
  const { most } = props;
  const sorted = [...props.scan.skipped].sort((a, b) => Number(b.serious) - Number(a.serious));
  return (
    <div className="look__table look__table--full">
      <ReasonTable
        rows={sorted.slice(0, most).map(({ file, reason, serious }) => ({
          file,
          reason,
          shown: serious ? (
            <span className="hint">
              <Mark state="warn" />
              {reason}
            </span>
          ) : (
            <span className="t3">{reason}</span>
          ),
        }))}
      />
      {sorted.length > most ? (
        <p className="t3 s12">{text('dataset.more', { count: count(sorted.length - most) })}</p>
      ) : null}
    </div>
  );
}
