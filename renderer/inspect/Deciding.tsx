/** The operator's verdict: reasons, comment, accept, reject or unsure, all by keys. */
import type { ReactElement } from 'react';
import { DECISIONS, NO_DEFECT_REASONS } from '../../core/contract/schema/inspect.js';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useInspect, useProject, useStudio } from '../state/context.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { choose, COMMENT_ID, confirm, toggleReason, undoVerdict } from './deciding.js';
import { Opinions } from './Opinions.js';
import { DECISION_MARK } from './QueueColumn.js';

const KEY_OF = {
  accept: 'inspectAccept',
  reject: 'inspectReject',
  unsure: 'inspectUnsure',
} as const;

export function Deciding(): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const draft = useInspect((state) => state.draft);
  const selected = useInspect((state) => state.selected);
  const { setDraft } = useInspect((state) => state.actions);
  const types = useProject((state) => state.info?.project.anomalyTypes) ?? [];
  const readOnly = useProject((state) => state.info?.readOnly ?? null);
  const all = [...types, ...NO_DEFECT_REASONS];
  const chip = (reason: string): ReactElement => {
    const key = (all.indexOf(reason) + 1) % 10;
    return (
      <button
        key={reason}
        type="button"
        className="chip"
        aria-pressed={draft.reasons.includes(reason)}
        data-enter="verdict"
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
        id={COMMENT_ID}
        className="input"
        aria-label={text('inspect.comment')}
        placeholder={text('inspect.commentKey', { key: keyOf('inspectComment') ?? '' })}
        value={draft.comment}
        maxLength={2000}
        onChange={(event) => {
          setDraft({ comment: event.target.value });
        }}
        onKeyDown={(event) => {
          // Back to the keys of the verdict; a second Enter keeps it.
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
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
            data-enter="verdict"
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
      <Opinions />
    </section>
  );
}
