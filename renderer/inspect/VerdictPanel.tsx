/** What the model says, the operator's verdict with reasons, and the way back into the data. */
import type { ReactElement } from 'react';
import {
  DECISIONS,
  NO_DEFECT_REASONS,
  type Inspection,
} from '../../core/contract/schema/inspect.js';
import { judge } from '../../core/inspect/verdict.js';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useInspect, useProject, useStudio } from '../state/context.js';
import { fixed } from '../state/format.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { choose, confirm, sendBack, toggleReason, undoVerdict, verdictsOf } from './inspecting.js';
import { regionsAt } from './map.js';
import { DECISION_MARK } from './QueueColumn.js';

const KEY_OF = {
  accept: 'inspectAccept',
  reject: 'inspectReject',
  unsure: 'inspectUnsure',
} as const;

export function VerdictPanel(): ReactElement {
  const inspection = useInspect((state) => state.inspection);
  const problem = useInspect((state) => state.problem);
  const blind = useInspect((state) => state.blind);
  const draft = useInspect((state) => state.draft);
  const hidden = blind && draft.decision === null;
  return (
    <>
      {problem ? (
        <section className="verdict verdict--none" role="alert">
          <Mark state="warn" size={28} />
          <div>
            <h2>{text('inspect.noVerdict')}</h2>
            <p>{problem.message}</p>
            <p className="t2">{problem.hint}</p>
          </div>
        </section>
      ) : hidden ? (
        <section className="verdict verdict--none">
          <Mark state="unsure" size={28} />
          <div>
            <h2>{text('inspect.blindTitle')}</h2>
            <p className="t2">{text('inspect.blindNote')}</p>
          </div>
        </section>
      ) : inspection ? (
        <Said inspection={inspection} />
      ) : (
        <section className="verdict verdict--none" aria-busy="true">
          <Mark state="new" size={28} />
          <div>
            <h2>{text('inspect.computing')}</h2>
          </div>
        </section>
      )}
      <Deciding />
    </>
  );
}

function Said({ inspection }: { readonly inspection: Inspection }): ReactElement {
  const line = useInspect((state) => state.line);
  const threshold = line ?? inspection.rule.threshold;
  const regions = regionsAt(inspection, line);
  const { verdict } = judge(inspection.score, regions, { ...inspection.rule, threshold });
  const high = inspection.mapRange[1];
  const share = (value: number): string =>
    `${(Math.max(0, Math.min(1, value / Math.max(high, 1e-12))) * 100).toString()}%`;
  return (
    <section className={`verdict verdict--${verdict}`} aria-label={text('inspect.modelSays')}>
      <div className="verdict__head">
        <Mark state={verdict === 'anomalous' ? 'fail' : 'pass'} size={34} />
        <div>
          <h2>{text(`inspect.verdict.${verdict}`)}</h2>
          <p className="t2">
            {regions.length === 0
              ? text('inspect.noRegions')
              : text(regions.length === 1 ? 'inspect.oneRegion' : 'inspect.regions', {
                  count: regions.length,
                })}
          </p>
        </div>
        <span className="grow" />
        <div className="verdict__score">
          <b>{fixed(inspection.score, 3)}</b>
          <span className="t2">{text('inspect.thresholdAt', { line: fixed(threshold, 3) })}</span>
        </div>
      </div>
      <div className={`verdict__bar verdict__bar--${verdict}`} aria-hidden="true">
        <span style={{ width: share(inspection.score) }} />
        <i style={{ left: share(threshold) }} />
      </div>
      {inspection.warnings.map((warning) => (
        <p key={warning} className="verdict__warning">
          <Mark state="warn" />
          {text(`inspect.warning.${warning}`)}
        </p>
      ))}
      {regions.length === 0 ? null : (
        <table className="regions">
          <thead>
            <tr>
              <th>{text('inspect.region')}</th>
              <th>{text('inspect.peak')}</th>
              <th>{text('inspect.areaColumn')}</th>
              <th>{text('inspect.depthColumn')}</th>
            </tr>
          </thead>
          <tbody>
            {regions.slice(0, 4).map((region) => (
              <tr key={region.number}>
                <td>
                  {region.number}, {text(`inspect.form.${region.form}`)}
                </td>
                <td>{fixed(region.peak, 2)}</td>
                <td>
                  {region.areaMm2 === null
                    ? '–'
                    : text('inspect.area', { area: fixed(region.areaMm2, 0) })}
                </td>
                <td>
                  {region.depthMm === null
                    ? '–'
                    : text('inspect.millimetres', { value: fixed(region.depthMm, 1) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Deciding(): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const draft = useInspect((state) => state.draft);
  const selected = useInspect((state) => state.selected);
  const reviews = useInspect((state) => state.reviews);
  const { setDraft } = useInspect((state) => state.actions);
  const samples = useProject((state) => state.samples);
  const types = useProject((state) => state.info?.project.anomalyTypes) ?? [];
  const readOnly = useProject((state) => state.info?.readOnly ?? null);
  const held = selected === null ? undefined : verdictsOf(reviews, samples).get(selected);
  const all = [...types, ...NO_DEFECT_REASONS];
  const chip = (reason: string): ReactElement => {
    const key = (all.indexOf(reason) + 1) % 10;
    return (
      <button
        key={reason}
        type="button"
        className="chip"
        aria-pressed={draft.reasons.includes(reason)}
        onClick={() => {
          toggleReason(studio, reason);
        }}
      >
        {all.indexOf(reason) < 10 ? <kbd aria-hidden="true">{key}</kbd> : null} {reason}
      </button>
    );
  };
  return (
    <section className="deciding" aria-label={text('inspect.yourVerdict')}>
      <h3>
        {text('inspect.reason')} <span className="t3">{text('inspect.reasonKeys')}</span>
      </h3>
      <div className="chips">{types.map(chip)}</div>
      <p className="t2">{text('inspect.noDefect')}</p>
      <div className="chips">{NO_DEFECT_REASONS.map(chip)}</div>
      <input
        className="input"
        aria-label={text('inspect.comment')}
        placeholder={text('inspect.comment')}
        value={draft.comment}
        maxLength={2000}
        onChange={(event) => {
          setDraft({ comment: event.target.value });
        }}
      />
      <div className="deciding__choice" role="group" aria-label={text('inspect.yourVerdict')}>
        {DECISIONS.map((decision) => (
          <button
            key={decision}
            type="button"
            className={`decide decide--${decision}`}
            aria-pressed={draft.decision === decision}
            aria-keyshortcuts={keyOf(KEY_OF[decision])}
            disabled={selected === null || readOnly !== null}
            onClick={() => {
              choose(studio, decision);
            }}
          >
            <Mark state={DECISION_MARK[decision]} />
            {text(`inspect.choose.${decision}`)}
            <kbd aria-hidden="true">{keyOf(KEY_OF[decision])}</kbd>
          </button>
        ))}
      </div>
      <div className="deciding__go">
        <Button
          tone="primary"
          size="l"
          wide
          keys={keyOf('inspectConfirm')}
          disabled={draft.decision === null}
          onClick={() => {
            void confirm(studio);
          }}
        >
          {draft.decision === null
            ? text('inspect.chooseFirst')
            : text(`inspect.confirm.${draft.decision}`)}
        </Button>
        <IconButton
          size="l"
          icon="undo"
          label={text('inspect.undo')}
          keys={keyOf('inspectUndo')}
          onClick={() => {
            void undoVerdict(studio);
          }}
        />
      </div>
      {held && selected !== null ? (
        <p className="deciding__held">
          <Mark state={DECISION_MARK[held.decision]} />
          {text('inspect.heldBy', {
            decision: text(`inspect.decision.${held.decision}`),
            by: held.by,
            at: held.at.slice(0, 16).replace('T', ' '),
          })}
          {held.decision === 'unsure' ? null : (
            <Button
              size="s"
              onClick={() => {
                void sendBack(
                  studio,
                  held,
                  selected,
                  held.decision === 'accept' ? 'to-training' : 'to-test',
                );
              }}
            >
              {text(held.decision === 'accept' ? 'inspect.toTraining' : 'inspect.toTest')}
            </Button>
          )}
        </p>
      ) : null}
    </section>
  );
}
