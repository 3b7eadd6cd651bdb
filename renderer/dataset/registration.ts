/** The registration check of stored samples: what it found, in one notice that leads to them. */
import { text } from '../../core/text/index.js';
import { count, percent } from '../state/format.js';
import { attempt, type Studio } from '../state/studio.js';

export async function checkRegistration(studio: Studio, ids: readonly string[]): Promise<void> {
  const ui = studio.ui.getState().actions;
  const looking = ui.notify({
    message: text('dataset.registration.looking', { count: count(ids.length) }),
  });
  const answer = await attempt(
    studio,
    studio.link.call('dataset.registration.check', { ids: [...ids] }),
  );
  ui.dismiss(looking);
  if (!answer) return;
  const off = answer.pairs.filter(({ verdict }) => verdict === 'off').sort((a, b) => a.iou - b.iou);
  const fits = answer.pairs.filter(({ verdict }) => verdict === 'fits').length;
  const rest = text('dataset.registration.rest', {
    unclear: count(answer.pairs.length - off.length - fits),
    unchecked: count(answer.unchecked),
  });
  const [worst] = off;
  if (!worst) {
    ui.notify({
      level: fits > 0 ? 'pass' : 'warn',
      message: `${text('dataset.registration.fits', { fits: count(fits) })} ${rest}`,
    });
    return;
  }
  const found = text('dataset.registration.off', {
    off: count(off.length),
    iou: percent(worst.iou, 0),
    best: percent(worst.bestIou, 0),
  });
  ui.notify({
    level: 'warn',
    message: `${found} ${rest}`,
    action: {
      label: text('dataset.registration.show'),
      run() {
        studio.dataset.getState().actions.showOnly(
          text('dataset.registration.label'),
          off.map(({ id }) => id),
        );
      },
    },
  });
}
