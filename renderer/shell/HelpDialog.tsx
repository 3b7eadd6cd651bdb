/** Every key, by group; rebinding is in Settings. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Kbd } from '../controls/Kbd.js';
import { usePrefs, useUi } from '../state/context.js';
import { ACTIONS, KEY_GROUPS, keyMap } from '../state/keys.js';

/** Keys that belong to pictures and cannot be changed. */
const PICTURE_KEYS = [
  'arrows',
  'shiftArrows',
  'home',
  'escape',
  'enter',
  'cancelDraft',
  'nudge',
  'altClick',
  'ctrlClick',
  'wheel',
  'spaceDrag',
] as const;

export function HelpDialog(): ReactElement {
  const ui = useUi((state) => state.actions);
  const map = keyMap(usePrefs((state) => state.value.keys));
  return (
    <Dialog
      title={text('help.title')}
      size="l"
      onClose={() => {
        ui.close('help');
      }}
      footer={
        <Button
          icon="keyboard"
          onClick={() => {
            ui.close('help');
            ui.goSettings('keys');
          }}
        >
          {text('help.change')}
        </Button>
      }
    >
      <div className="help" role="region" aria-label={text('help.title')} tabIndex={0}>
        {KEY_GROUPS.map((group) => (
          <section key={group}>
            <h3>{text(`keys.group.${group}`)}</h3>
            <dl>
              {ACTIONS.filter((action) => action.group === group).map((action) => (
                <div key={action.name}>
                  <dt>{text(`keys.${action.name}`)}</dt>
                  <dd>
                    {map[action.name].map((key) => (
                      <Kbd key={key} keys={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{text('keys.group.pictures')}</h3>
          <dl>
            {PICTURE_KEYS.map((name) => (
              <div key={name}>
                <dt>{text(`help.${name}`)}</dt>
                <dd>
                  <kbd>{text(`help.${name}.key`)}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
