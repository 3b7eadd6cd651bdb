/** What the simulated camera shows: pose, object, defect, light and faults, to try everything out. */
import { useRef, type ReactElement } from 'react';
import type { SimulatorSettings } from '../../core/contract/schema/camera.js';
import { ANOMALY_TYPES, CATEGORIES, LIGHTING_KINDS } from '../../core/dataset/vocabulary.js';
import { SIMULATOR_FAULTS } from '../../core/simulator/d405.js';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { Slider } from '../controls/Slider.js';
import { useCamera, useCapture, useStudio } from '../state/context.js';
import { attempt } from '../state/studio.js';

export function SimulatorPanel(): ReactElement | null {
  const open = useCapture((state) => state.simulatorOpen);
  const settings = useCamera((state) => state.state?.simulator ?? null);
  return open && settings ? <Panel settings={settings} /> : null;
}

/** Shown names of fault switches fall back to the switch itself. */
function faultLabel(fault: string): string {
  const known = SIMULATOR_FAULTS.find((name) => name === fault);
  return known ? text(`capture.simulator.fault.${known}`) : text('capture.simulator.none');
}

function Panel(props: { readonly settings: SimulatorSettings }): ReactElement {
  const studio = useStudio();
  const { settings } = props;
  const waiting = useRef<Partial<SimulatorSettings> | null>(null);
  const send = (patch: Partial<SimulatorSettings>): void => {
    const state = studio.camera.getState();
    // Shown at once; dragging sends at most every 60 ms.
    if (state.state?.simulator)
      state.actions.setState({
        ...state.state,
        simulator: { ...state.state.simulator, ...patch },
      });
    if (waiting.current) {
      waiting.current = { ...waiting.current, ...patch };
      return;
    }
    // The first change goes out at once: a shot asked for after it must see it.
    void attempt(studio, studio.link.call('camera.simulate', patch));
    waiting.current = {};
    window.setTimeout(() => {
      const later = waiting.current ?? {};
      waiting.current = null;
      if (Object.keys(later).length > 0)
        void attempt(studio, studio.link.call('camera.simulate', later));
    }, 60);
  };
  const choice = (values: readonly string[]): { value: string; label: string }[] =>
    values.map((value) => ({ value, label: value }));
  return (
    <section className="simulator" aria-label={text('capture.simulator')}>
      <header className="panel__head">
        <h2>{text('capture.simulator')}</h2>
        <span className="grow" />
        <IconButton
          label={text('app.close')}
          icon="close"
          size="s"
          tone="ghost"
          onClick={() => {
            studio.capture.getState().actions.toggle('simulatorOpen');
          }}
        />
      </header>
      <div className="form">
        <Slider
          label={text('capture.simulator.tilt')}
          unit="°"
          value={settings.tiltDeg}
          min={0}
          max={10}
          step={0.1}
          digits={1}
          onChange={(tiltDeg) => {
            send({ tiltDeg });
          }}
        />
        <Slider
          label={text('capture.simulator.azimuth')}
          unit="°"
          value={settings.azimuthDeg}
          min={-180}
          max={180}
          step={1}
          onChange={(azimuthDeg) => {
            send({ azimuthDeg });
          }}
        />
        <Slider
          label={text('capture.simulator.distance')}
          unit="mm"
          value={settings.distanceMm}
          min={80}
          max={500}
          step={1}
          onChange={(distanceMm) => {
            send({ distanceMm });
          }}
        />
        <div className="form__row">
          <span className="form__label">{text('capture.simulator.object')}</span>
          <Select
            label={text('capture.simulator.object')}
            wide
            value={settings.object}
            options={choice(CATEGORIES)}
            onChange={(object) => {
              send({ object });
            }}
          />
        </div>
        <div className="form__row">
          <span className="form__label">{text('capture.simulator.defect')}</span>
          <Select
            label={text('capture.simulator.defect')}
            wide
            value={settings.defect}
            options={[
              { value: 'none', label: text('capture.simulator.none') },
              ...choice(ANOMALY_TYPES),
            ]}
            onChange={(defect) => {
              send({ defect });
            }}
          />
        </div>
        <div className="form__row">
          <span className="form__label">{text('capture.light')}</span>
          <SegmentedControl
            label={text('capture.light')}
            value={settings.lighting}
            options={LIGHTING_KINDS.map((value) => ({
              value: value,
              label: text(`capture.light.${value}`),
            }))}
            onChange={(lighting) => {
              send({ lighting });
            }}
          />
        </div>
        <div className="form__row">
          <span className="form__label">{text('capture.simulator.seed')}</span>
          <span className="mono">{settings.seed}</span>
          <span className="grow" />
          <Button
            size="s"
            icon="plus"
            onClick={() => {
              send({ seed: settings.seed + 1 });
            }}
          >
            {text('capture.simulator.next')}
          </Button>
        </div>
        <div className="form__row">
          <span className="form__label">{text('capture.simulator.fault')}</span>
          <Select
            label={text('capture.simulator.fault')}
            wide
            value={settings.fault}
            options={['none', ...SIMULATOR_FAULTS].map((value) => ({
              value,
              label: faultLabel(value),
            }))}
            onChange={(fault) => {
              send({ fault });
            }}
          />
        </div>
      </div>
    </section>
  );
}
