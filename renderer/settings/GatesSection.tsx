/** The gates at the shutter: on or off, and their limits. */
import type { ReactElement } from 'react';
import { DEFAULT_GATES } from '../../core/capture/gates.js';
import type { GateLimits } from '../../core/contract/schema/project.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Checkbox } from '../controls/Checkbox.js';
import { NumberField } from './NumberField.js';
import { useProjectEdit } from './useProjectEdit.js';

/** Limits that are numbers; `scale` turns the stored number into the shown one. */
const NUMBERS = [
  { key: 'tiltDeg', gate: 'tilt', unit: '°', scale: 1, min: 0.1, max: 45 },
  { key: 'distanceTolerance', gate: 'distance', unit: '%', scale: 100, min: 0.1, max: 100 },
  { key: 'fillRate', gate: 'fillRate', unit: '%', scale: 100, min: 0, max: 100 },
  { key: 'sharpnessShare', gate: 'sharpness', unit: '%', scale: 100, min: 0, max: 100 },
  { key: 'clipping', gate: 'clipping', unit: '%', scale: 100, min: 0, max: 100 },
  { key: 'duplicateChange', gate: 'duplicate', unit: '%', scale: 100, min: 0, max: 100 },
  { key: 'rigMovedMm', gate: 'rigMoved', unit: 'mm', scale: 1, min: 0.1, max: 1000 },
] as const;
const SWITCHES = [
  { key: 'depthScale', gate: 'depthScale' },
  { key: 'pairing', gate: 'pairing' },
] as const;

export function GatesSection(): ReactElement | null {
  const edit = useProjectEdit();
  if (!edit) return null;
  const { project, save } = edit;
  const set = (patch: Partial<GateLimits>): void => {
    save({ gates: { ...project.gates, ...patch } });
  };
  return (
    <div className="rows">
      <ul className="settings__gates">
        {NUMBERS.map(({ key, gate, unit, scale, min, max }) => {
          const value = project.gates[key];
          const shown = (value ?? DEFAULT_GATES[key] ?? 0) * scale;
          return (
            <li key={key}>
              <Checkbox
                checked={value !== null}
                onChange={(on) => {
                  set({ [key]: on ? DEFAULT_GATES[key] : null });
                }}
              >
                {text(`capture.gate.${gate}`)}
              </Checkbox>
              <NumberField
                label={text(`settings.gate.${gate}`)}
                unit={unit}
                value={Number(shown.toFixed(4))}
                min={min}
                max={max}
                disabled={value === null}
                onCommit={(next) => {
                  set({ [key]: next / scale });
                }}
              />
              <span className="t3 s12">{text(`settings.gate.${gate}`)}</span>
            </li>
          );
        })}
        {SWITCHES.map(({ key, gate }) => (
          <li key={key}>
            <Checkbox
              checked={project.gates[key]}
              onChange={(on) => {
                set({ [key]: on });
              }}
            >
              {text(`capture.gate.${gate}`)}
            </Checkbox>
            <span />
            <span className="t3 s12">{text(`settings.gate.${gate}`)}</span>
          </li>
        ))}
      </ul>
      <Button
        icon="reset"
        onClick={() => {
          save({ gates: DEFAULT_GATES });
        }}
      >
        {text('settings.gates.defaults')}
      </Button>
    </div>
  );
}
