/** Exposure and gain with the device's own ranges, auto exposure, presets and the colour source. */
import { useRef, type ReactElement } from 'react';
import type { CameraOption, CameraState } from '../../core/contract/schema/camera.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Checkbox } from '../controls/Checkbox.js';
import { Popover } from '../controls/Popover.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { Slider } from '../controls/Slider.js';
import { useCamera, useStudio } from '../state/context.js';
import { exposure as exposureText, fixed } from '../state/format.js';
import { attempt } from '../state/studio.js';

const AUTO = 'enable-auto-exposure';

function option(state: CameraState | null, name: string): CameraOption | undefined {
  return state?.options.find((entry) => entry.name === name);
}

export function ExposurePopover(): ReactElement | null {
  const studio = useStudio();
  const state = useCamera((store) => store.state);
  const exposureOption = option(state, 'exposure');
  const gain = option(state, 'gain');
  const auto = option(state, AUTO);
  const timer = useRef<number | null>(null);
  if (!state || (!exposureOption && !gain && state.colour === 'file')) return null;

  const set = (name: string, value: number): void => {
    // A dragged slider sends its last value, not each on the way.
    if (timer.current !== null) window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      void attempt(studio, studio.link.call('camera.setOption', { name, value }));
    }, 60);
  };
  const isAuto = auto !== undefined && auto.value !== 0;
  const exposureUs = state.camera?.exposureUs ?? exposureOption?.value ?? null;
  const gainValue = state.camera?.gain ?? gain?.value ?? null;

  return (
    <Popover
      label={text('capture.controls')}
      trigger={(open, toggle) => (
        <button
          type="button"
          className="exposure"
          aria-expanded={open}
          title={text('capture.controls')}
          onClick={toggle}
        >
          <span>
            <i>{text('capture.exposure')}</i>{' '}
            <b>{exposureUs === null ? '–' : exposureText(exposureUs)}</b>{' '}
            {isAuto ? text('capture.exposure.auto') : ''}
          </span>
          <span>
            <i>{text('capture.gain')}</i> <b>{fixed(gainValue, 0)}</b>
          </span>
        </button>
      )}
    >
      {() => (
        <div className="form form--popover">
          {auto ? (
            <Checkbox
              checked={isAuto}
              onChange={(checked) => {
                set(AUTO, checked ? 1 : 0);
              }}
            >
              {text('capture.exposure.autoLong')}
            </Checkbox>
          ) : null}
          {exposureOption ? (
            <Slider
              label={text('capture.exposure')}
              unit="µs"
              value={exposureOption.value}
              min={exposureOption.min}
              max={exposureOption.max}
              step={exposureOption.step}
              disabled={isAuto || exposureOption.readOnly}
              onChange={(value) => {
                set('exposure', value);
              }}
            />
          ) : null}
          {gain ? (
            <Slider
              label={text('capture.gain')}
              unit=""
              value={gain.value}
              min={gain.min}
              max={gain.max}
              step={gain.step}
              disabled={isAuto || gain.readOnly}
              onChange={(value) => {
                set('gain', value);
              }}
            />
          ) : null}
          {state.presets.length > 0 ? <PresetRow state={state} /> : null}
          {state.colour === 'file' || state.colour === null ? null : <ColourRow state={state} />}
          {exposureOption && gain ? (
            <Button
              size="s"
              icon="reset"
              onClick={() => {
                void attempt(
                  studio,
                  Promise.all(
                    [auto, exposureOption, gain].flatMap((entry) =>
                      entry && !entry.readOnly
                        ? [
                            studio.link.call('camera.setOption', {
                              name: entry.name,
                              value: entry.defaultValue,
                            }),
                          ]
                        : [],
                    ),
                  ),
                );
              }}
            >
              {text('capture.controls.reset')}
            </Button>
          ) : null}
        </div>
      )}
    </Popover>
  );
}

function PresetRow(props: { readonly state: CameraState }): ReactElement {
  const studio = useStudio();
  const { presets, camera } = props.state;
  const current = camera?.preset ?? '';
  return (
    <div className="form__row">
      <span className="form__label">{text('capture.preset')}</span>
      <Select
        label={text('capture.preset')}
        value={current}
        wide
        options={[
          ...(presets.includes(current) ? [] : [{ value: current, label: current || '–' }]),
          ...presets.map((preset) => ({ value: preset, label: preset })),
        ]}
        onChange={(preset) => {
          void attempt(studio, studio.link.call('camera.setPreset', { preset }));
        }}
      />
    </div>
  );
}

function ColourRow(props: { readonly state: CameraState }): ReactElement {
  const studio = useStudio();
  const { state } = props;
  return (
    <div className="form__row">
      <span className="form__label">{text('capture.colour')}</span>
      <SegmentedControl
        label={text('capture.colour')}
        value={state.colour === 'colour' ? 'colour' : 'left-ir'}
        options={[
          {
            value: 'left-ir',
            label: text('capture.colour.leftIr'),
            hint: text('capture.view.leftIr'),
          },
          {
            value: 'colour',
            label: text('capture.colour.colour'),
            hint: text('capture.view.colourStream'),
          },
        ]}
        onChange={(colour) => {
          if (!state.source) return;
          void attempt(
            studio,
            studio.link.call('camera.open', {
              source: state.source.spec,
              colour,
              profile: state.profile
                ? {
                    width: state.profile.width,
                    height: state.profile.height,
                    fps: state.profile.fps,
                  }
                : null,
              metresPerCount: null,
            }),
          );
        }}
      />
    </div>
  );
}
