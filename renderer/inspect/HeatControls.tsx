/** How the heat is drawn, and how much of the picture is shown. */
import type { ReactElement } from 'react';
import { HEAT_PALETTES } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import { Checkbox } from '../controls/Checkbox.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { Slider } from '../controls/Slider.js';
import { useInspect } from '../state/context.js';

export function HeatControls(props: {
  /** Whether there is ground truth to outline. */
  readonly annotated: boolean;
}): ReactElement {
  const heat = useInspect((state) => state.heat);
  const fit = useInspect((state) => state.fit);
  const { set, setHeat } = useInspect((state) => state.actions);
  return (
    <div className="heat-controls" role="group" aria-label={text('inspect.heat')}>
      <Slider
        label={text('inspect.opacity')}
        unit="%"
        value={heat.opacity * 100}
        min={0}
        max={100}
        step={1}
        onChange={(value) => {
          setHeat({ opacity: value / 100 });
        }}
      />
      <Checkbox
        checked={heat.contour}
        onChange={(contour) => {
          setHeat({ contour });
        }}
      >
        {text('inspect.contour')}
      </Checkbox>
      <Checkbox
        checked={heat.clearBelow}
        onChange={(clearBelow) => {
          setHeat({ clearBelow });
        }}
      >
        {text('inspect.clearBelow')}
      </Checkbox>
      <Checkbox
        checked={heat.foreground}
        onChange={(foreground) => {
          setHeat({ foreground });
        }}
      >
        {text('inspect.foreground')}
      </Checkbox>
      {props.annotated ? (
        <Checkbox
          checked={heat.truth}
          onChange={(truth) => {
            setHeat({ truth });
          }}
        >
          {text('inspect.truth')}
        </Checkbox>
      ) : null}
      <span className="grow" />
      <SegmentedControl
        size="s"
        label={text('inspect.fit')}
        value={fit}
        options={(['part', 'whole'] as const).map((value) => ({
          value,
          label: text(`inspect.fit.${value}`),
        }))}
        onChange={(value) => {
          set({ fit: value });
        }}
      />
      <Select
        size="s"
        label={text('inspect.palette')}
        value={heat.palette}
        options={HEAT_PALETTES.map((value) => ({ value, label: text(`inspect.palette.${value}`) }))}
        onChange={(palette) => {
          setHeat({ palette });
        }}
      />
    </div>
  );
}
