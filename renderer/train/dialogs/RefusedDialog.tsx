/** Every refused sample with its reason. */
import type { ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { useStudio, useTrain, useUi } from '../../state/context.js';

export function RefusedDialog(): ReactElement | null {
  const studio = useStudio();
  const plan = useTrain((state) => state.plan?.plan ?? null);
  const inProject = useTrain((state) => state.draft.source === null);
  const { close, go } = useUi((state) => state.actions);
  const shut = (): void => {
    close('refused');
  };
  if (plan === null) return null;
  const title = text('trainPage.refused.title', { category: plan.category });
  return (
    <Dialog
      title={title}
      size="l"
      onClose={shut}
      footer={
        <>
          {inProject ? (
            <Button
              icon="dataset"
              onClick={() => {
                shut();
                studio.dataset.getState().actions.showOnly(
                  title,
                  plan.refused.map(({ sample }) => sample),
                );
                go('dataset');
              }}
            >
              {text('trainPage.refused.show')}
            </Button>
          ) : null}
          <Button tone="primary" onClick={shut}>
            {text('app.close')}
          </Button>
        </>
      }
    >
      <p className="t2">{text('trainPage.refused.note')}</p>
      <div className="refused" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text('trainPage.refused.sample')}</th>
              <th scope="col">{text('trainPage.refused.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {plan.refused.map(({ sample, reason }) => (
              <tr key={`${sample} ${reason}`}>
                <th scope="row">
                  <code>{sample}</code>
                </th>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
