/** The operator's verdict: chosen, with reasons, kept, taken back. */
import type { Decision, Review } from '../../core/contract/schema/inspect.js';
import { text } from '../../core/text/index.js';
import { heatHidden, NO_DRAFT } from '../state/inspect.js';
import { attempt, type Studio } from '../state/studio.js';
import { selectSample } from './inspecting.js';
import { opinionsOf, queueNow, type Queue } from './queue.js';

/** The comment's field, for the key that goes there. */
export const COMMENT_ID = 'inspect-comment';

export function choose(studio: Studio, decision: Decision): void {
  const state = studio.inspect.getState();
  const { draft, mode, actions } = state;
  if (mode === 'live') return;
  actions.setDraft({
    decision: draft.decision === decision ? null : decision,
    // From here on the heat is shown: what is decided later is not blind any more.
    ...(heatHidden(state) ? { blindly: decision } : {}),
  });
}

export function toggleReason(studio: Studio, reason: string): void {
  const { draft, mode, actions } = studio.inspect.getState();
  if (mode === 'live') return;
  const has = draft.reasons.includes(reason);
  actions.setDraft({
    reasons: has ? draft.reasons.filter((r) => r !== reason) : [...draft.reasons, reason],
  });
}

/** Keeps the verdict and goes to the next sample that waits for one. Asks once who decides. */
export async function confirm(studio: Studio): Promise<void> {
  const { draft, selected, model, mode } = studio.inspect.getState();
  if (mode === 'live' || draft.decision === null || selected === null || model === null) return;
  if (studio.prefs.getState().value.operator.trim() === '') {
    studio.ui.getState().actions.open('operator');
    return;
  }
  const { actions } = studio.inspect.getState();
  const next = nextWaiting(queueNow(studio), selected);
  // The next one is shown while this verdict is written: keys that come now belong to it.
  actions.set({ draft: NO_DRAFT });
  if (next !== null) void selectSample(studio, next);
  const kept = await attempt(
    studio,
    studio.link.call('review.add', {
      sample: selected,
      model,
      decision: draft.decision,
      reasons: [...draft.reasons],
      comment: draft.comment.trim(),
      blind: draft.blindly === draft.decision && !draft.heatSeen,
    }),
  );
  if (!kept) {
    // Nothing that was said is lost.
    await selectSample(studio, selected);
    actions.setDraft(draft);
    return;
  }
  const { reviews } = studio.inspect.getState();
  if (!reviews.some(({ id }) => id === kept.review.id))
    actions.set({ reviews: [...reviews, kept.review] });
  tellAgreement(studio, kept.review);
}

/** The next sample without a verdict; what was passed over comes again after the last one. */
function nextWaiting({ shown, verdicts }: Queue, selected: string): string | null {
  const at = shown.findIndex(({ id }) => id === selected);
  const waits = ({ id }: { readonly id: string }): boolean => id !== selected && !verdicts.has(id);
  const next = shown.slice(at + 1).find(waits) ?? shown.find(waits) ?? shown[at + 1];
  return next?.id ?? null;
}

/** A second opinion learns at once whether it agrees. */
function tellAgreement(studio: Studio, review: Review): void {
  if (!review.second) return;
  const first = opinionsOf(studio.inspect.getState().reviews, review.sampleHash)
    .filter(({ by }) => by !== review.by)
    .at(-1);
  if (!first) return;
  const same = first.decision === review.decision;
  studio.ui.getState().actions.notify({
    level: same ? 'pass' : 'warn',
    message: text(same ? 'inspect.agreesWith' : 'inspect.differsFrom', {
      by: first.by,
      decision: text(`inspect.decision.${first.decision}`),
    }),
  });
}

export async function undoVerdict(studio: Studio): Promise<void> {
  if (studio.inspect.getState().mode === 'live') return;
  const answer = await attempt(studio, studio.link.call('review.undo', {}));
  if (!answer) return;
  const { undone } = answer;
  if (!undone) {
    studio.ui.getState().actions.notify({ level: 'info', message: text('inspect.nothingToUndo') });
    return;
  }
  const { reviews, actions } = studio.inspect.getState();
  actions.set({ reviews: reviews.filter(({ id }) => id !== undone.id) });
  const sample = studio.project
    .getState()
    .samples.find(({ sampleHash }) => sampleHash === undone.sampleHash);
  if (sample) await selectSample(studio, sample.id);
}
