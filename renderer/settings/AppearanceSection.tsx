/** Theme, depth colours, sound and operator. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { PALETTE_NAMES } from '../canvas/palettes.js';
import { paletteGradient } from '../capture/DepthStrip.js';
import { Button } from '../controls/Button.js';
import { Checkbox } from '../controls/Checkbox.js';
import { TextField } from '../controls/Field.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { setPreferences } from '../state/commands.js';
import { usePrefs, useStudio } from '../state/context.js';
import { playShutter } from '../state/sound.js';

const THEMES = ['system', 'light', 'dark'] as const;

export function AppearanceSection(): ReactElement {
  const studio = useStudio();
  const prefs = usePrefs((state) => state.value);
  const [operator, setOperator] = useState<string | null>(null);
  const written = operator ?? prefs.operator;
  return (
    <div className="rows">
      <div>
        <h2>{text('settings.theme')}</h2>
        <SegmentedControl
          label={text('settings.theme')}
          value={prefs.theme}
          options={THEMES.map((value) => ({ value, label: text(`settings.theme.${value}`) }))}
          onChange={(theme) => {
            void setPreferences(studio, { theme });
          }}
        />
      </div>
      <div>
        <h2>{text('capture.palette')}</h2>
        <p className="t3 s12">{text('settings.palette.hint')}</p>
        <div className="palettes" role="radiogroup" aria-label={text('capture.palette')}>
          {PALETTE_NAMES.map((name) => (
            <label key={name} className="palettes__choice">
              <input
                type="radio"
                name="palette"
                checked={prefs.depthPalette === name}
                onChange={() => {
                  void setPreferences(studio, { depthPalette: name });
                }}
              />
              <span className="palettes__bar" style={{ background: paletteGradient(name) }} />
              <span>{text(`capture.palette.${name}`)}</span>
            </label>
          ))}
        </div>
      </div>
      <div>
        <h2>{text('settings.sound')}</h2>
        <div className="rows__line">
          <Checkbox
            checked={prefs.sound}
            onChange={(sound) => {
              void setPreferences(studio, { sound });
            }}
          >
            {text('settings.sound.shutter')}
          </Checkbox>
          <Button size="s" icon="sound" onClick={playShutter}>
            {text('settings.sound.try')}
          </Button>
        </div>
      </div>
      <form
        className="rows__form"
        onSubmit={(event) => {
          event.preventDefault();
          void setPreferences(studio, { operator: written.trim() });
          setOperator(null);
        }}
      >
        <TextField
          label={text('app.operator')}
          value={written}
          maxLength={80}
          hint={text('app.operator.hint')}
          onChange={setOperator}
        />
        <Button submit disabled={written.trim() === prefs.operator} onClick={() => undefined}>
          {text('app.save')}
        </Button>
      </form>
    </div>
  );
}
