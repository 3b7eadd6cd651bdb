/** The export that runs, or how the last one ended. */
import type { ReactElement } from 'react';
import type { ExportProgress } from '../../../core/contract/schema/dataset-export.js';
import { text } from '../../../core/text/index.js';
import { Button, IconButton } from '../../controls/Button.js';
import { Mark, type MarkState } from '../../controls/Mark.js';
import { useDataset } from '../../state/context.js';
import { bytes, count, fixed } from '../../state/format.js';

const MARKS = {
  running: 'new',
  done: 'pass',
  cancelled: 'warn',
  failed: 'fail',
} as const satisfies Record<string, MarkState>;

export function ExportJob(props: {
  readonly job: ExportProgress;
  readonly onCancel: () => void;
}): ReactElement {
  const { job } = props;
  const { setExportProgress } = useDataset((state) => state.actions);
  const share = job.total === 0 ? 0 : job.done / job.total;
  return (
    <div className={`export-job export-job--${job.state}`} role="status">
      <p className="export-job__head">
        <Mark state={MARKS[job.state]} />
        <b>{text(`export.state.${job.state}`)}</b>
        <span className="grow" />
        {job.state === 'running' ? (
          <Button size="s" tone="danger" onClick={props.onCancel}>
            {text('export.cancel')}
          </Button>
        ) : (
          <IconButton
            size="s"
            tone="ghost"
            icon="close"
            label={text('app.dismiss')}
            onClick={() => {
              setExportProgress(null);
            }}
          />
        )}
      </p>
      {job.state === 'running' ? (
        <>
          <span
            className="run__bar"
            role="progressbar"
            aria-label={text('export.state.running')}
            aria-valuenow={Math.round(share * 100)}
            aria-valuemin={0}
            aria-valuemax={100}
            style={{ '--share': `${(share * 100).toFixed(1)}%` }}
          />
          <p className="t2 s12">
            {text('export.runningLine', {
              phase: text(`export.phase.${job.phase}`),
              done: count(job.done),
              total: count(job.total),
              bytes: bytes(job.bytes),
            })}
            {job.secondsLeft === null
              ? ''
              : `, ${text('export.left', { time: duration(job.secondsLeft) })}`}
          </p>
        </>
      ) : job.state === 'failed' ? (
        <p className="s12">
          {job.message} <span className="t2">{job.hint}</span>
        </p>
      ) : job.result ? (
        <p className="t2 s12">
          {text('export.result', {
            files: count(job.result.filesWritten),
            bytes: bytes(job.result.bytesWritten),
            seconds: fixed(job.result.seconds, job.result.seconds < 10 ? 1 : 0),
          })}
        </p>
      ) : (
        <p className="t2 s12">{text('export.cancelled')}</p>
      )}
      <p className="mono t3 cut" title={job.path}>
        {job.path}
      </p>
    </div>
  );
}

/** Seconds under two minutes, minutes above. */
export function duration(seconds: number): string {
  return seconds < 120
    ? text('export.seconds', { count: Math.max(1, Math.round(seconds)) })
    : text('export.minutes', { count: Math.round(seconds / 60) });
}
