/** What each known reader says of the planned tree, and what a dry run would write. */
import type { ReactElement } from 'react';
import type {
  ExportIssue,
  ExportPlan,
  ReaderFinding,
} from '../../../core/contract/schema/dataset-export.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Mark } from '../../controls/Mark.js';
import { useDataset } from '../../state/context.js';
import { bytes, clock, count, scaleMm } from '../../state/format.js';
import { Fact } from '../Facts.js';
import { readerReports } from './export-model.js';
import { ExportJob } from './ExportJob.js';
import type { ExportState } from './useExport.js';

export function ExportReport(props: { readonly state: ExportState }): ReactElement {
  const { state } = props;
  const job = useDataset((data) => data.exportProgress);
  return (
    <div className="report">
      <section className="report__readers" aria-label={text('export.readers')}>
        <header className="panel__head">
          <h2>{text('export.readers')}</h2>
          <span className="grow" />
          {state.plan && state.planAt !== null ? (
            <span className="t3 s12">
              {text(state.stale ? 'export.stale' : 'export.checked', {
                time: clock(state.planAt),
              })}
            </span>
          ) : null}
        </header>
        <div className="report__scroll">
          {state.plan ? (
            <Readers state={state} plan={state.plan} />
          ) : (
            <p className="report__hint t3">
              {text(state.planning ? 'export.planning' : 'export.noPlan')}
            </p>
          )}
        </div>
      </section>
      <section className="report__plan" aria-label={text('export.dryRun')}>
        <header className="panel__head">
          <h2>{text('export.dryRun')}</h2>
          <span className="grow" />
          {state.plan ? <ScaleTag plan={state.plan} /> : null}
        </header>
        <div className="report__scroll">
          {state.error ? (
            <p className="hint hint--fail report__issue" role="alert">
              <Mark state="fail" />
              <span>
                {state.error.message}
                {state.error.hint === '' ? null : (
                  <span className="hint__detail">{state.error.hint}</span>
                )}
              </span>
            </p>
          ) : null}
          {job ? <ExportJob job={job} onCancel={state.cancel} /> : null}
          {state.plan ? (
            <Plan state={state} plan={state.plan} />
          ) : job === null ? (
            <p className="report__hint t3">{text('export.noPlan.write')}</p>
          ) : null}
        </div>
      </section>
    </div>
  );
}

function ScaleTag(props: { readonly plan: ExportPlan }): ReactElement | null {
  const { metresPerCount } = props.plan;
  return metresPerCount === null ? (
    <span className="tag tag--warn">{text('export.scales')}</span>
  ) : (
    <span className="tag tag--pass">
      <Mark state="pass" size={12} />
      {text('export.scale', { scale: scaleMm(metresPerCount) })}
    </span>
  );
}

function Readers(props: { readonly state: ExportState; readonly plan: ExportPlan }): ReactElement {
  const { plan, state } = props;
  const reports = readerReports(plan.format, plan);
  if (reports.length === 0) return <p className="report__hint t3">{text('export.readers.none')}</p>;
  return (
    <ul className="readers">
      {reports.map((report) => (
        <li key={report.reader}>
          <Mark
            state={report.mark}
            label={text(
              `export.mark.${report.mark === 'pass' ? 'pass' : report.mark === 'fail' ? 'fail' : 'warn'}`,
            )}
          />
          <div>
            <b>{text(`export.reader.${report.reader}`)}</b>
            {report.findings.length === 0 ? (
              <p className="t2 s12">{text('export.reader.reads')}</p>
            ) : (
              report.findings.map((finding) => (
                <Finding key={finding.rule} finding={finding} state={state} />
              ))
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Finding(props: {
  readonly finding: ReaderFinding;
  readonly state: ExportState;
}): ReactElement {
  const { finding } = props;
  return (
    <div className="finding">
      <p className="s12" title={text('export.source', { source: finding.source })}>
        <span className="t1">{finding.message}</span> <span className="t2">{finding.reason}</span>
      </p>
      {finding.sampleIds.length === 0 &&
      finding.places[0] !== undefined &&
      finding.places[0] !== '.' ? (
        <p className="mono t3 cut" title={finding.places.join('\n')}>
          {finding.count > 1
            ? text('export.places', { first: finding.places[0], more: count(finding.count - 1) })
            : finding.places[0]}
        </p>
      ) : null}
      <SampleButtons
        label={finding.message}
        ids={finding.sampleIds}
        state={props.state}
        leave={finding.severity === 'error'}
      />
    </div>
  );
}

/** Ways from a finding to its samples. */
function SampleButtons(props: {
  readonly label: string;
  readonly ids: readonly string[];
  readonly state: ExportState;
  readonly leave: boolean;
}): ReactElement | null {
  const { ids } = props;
  const { showOnly } = useDataset((data) => data.actions);
  if (ids.length === 0) return null;
  return (
    <p className="finding__buttons">
      <Button
        size="s"
        onClick={() => {
          showOnly(props.label, ids);
        }}
      >
        {text(ids.length === 1 ? 'export.showSample' : 'export.showSamples', {
          count: count(ids.length),
        })}
      </Button>
      {props.leave ? (
        <Button
          size="s"
          onClick={() => {
            props.state.leaveOut(ids);
          }}
        >
          {text(ids.length === 1 ? 'export.leaveOut.one' : 'export.leaveOut')}
        </Button>
      ) : null}
    </p>
  );
}

function Plan(props: { readonly state: ExportState; readonly plan: ExportPlan }): ReactElement {
  const { plan, state } = props;
  const { samples } = plan;
  return (
    <>
      {plan.issues.map((issue) => (
        <Issue key={`${issue.kind} ${issue.message}`} issue={issue} state={state} />
      ))}
      <dl className="report__facts">
        <Fact name={text('export.newOrChanged')}>
          {text('export.samples', { count: count(samples.added + samples.changed) })}
        </Fact>
        <Fact name={text('export.kept')}>
          {text('export.samples', { count: count(samples.kept) })}
        </Fact>
        {samples.removed > 0 ? (
          <Fact name={text('export.removed')}>
            {text('export.samples', { count: count(samples.removed) })}
          </Fact>
        ) : null}
        <Fact name={text('export.skipped')}>
          {samples.skipped === 0
            ? text('dataset.none')
            : text('export.skipped.listed', { count: count(samples.skipped) })}
        </Fact>
        <Fact name={text('export.toWrite')}>
          {text('export.files', {
            count: count(plan.filesToWrite),
            bytes: bytes(plan.bytesToWrite),
          })}
        </Fact>
        {plan.files.map((file) => (
          <div key={file.kind} className="fact__row fact__row--sub">
            <dt>{file.kind}</dt>
            <dd>{text('export.files', { count: count(file.count), bytes: bytes(file.bytes) })}</dd>
          </div>
        ))}
        {plan.freeBytes === null ? null : (
          <Fact name={text('dataset.set.free')}>{bytes(plan.freeBytes)}</Fact>
        )}
      </dl>
    </>
  );
}

function Issue(props: { readonly issue: ExportIssue; readonly state: ExportState }): ReactElement {
  const { issue } = props;
  return (
    <div className="hint report__issue">
      <Mark
        state={issue.blocks ? 'fail' : 'warn'}
        label={text(issue.blocks ? 'export.blocks' : 'export.warns')}
      />
      <div>
        {issue.message}
        <span className="hint__detail">{issue.hint}</span>
        <SampleButtons
          label={issue.message}
          ids={issue.sampleIds}
          state={props.state}
          leave={issue.blocks}
        />
      </div>
    </div>
  );
}
