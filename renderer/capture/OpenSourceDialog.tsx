/** Opens a recording or a folder of frames as the camera; asks for the unit where it is not known. */
import { useState, type ReactElement } from 'react';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Field } from '../controls/Field.js';
import { Mark } from '../controls/Mark.js';
import { Select } from '../controls/Select.js';
import { FolderPicker } from '../shell/FolderPicker.js';
import { useStudio, useUi } from '../state/context.js';

const UNITS = [
  { value: 'known', metresPerCount: null },
  { value: 'mm', metresPerCount: 0.001 },
  { value: 'tenth', metresPerCount: 0.0001 },
  { value: 'm', metresPerCount: 1 },
] as const;
type Unit = (typeof UNITS)[number]['value'];

export function OpenSourceDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [folder, setFolder] = useState<string | null>(null);
  const [file, setFile] = useState<string | null>(null);
  const [unit, setUnit] = useState<Unit>('known');
  const [error, setError] = useState<StudioError | null>(null);
  const source = file ?? folder;
  const open = async (): Promise<void> => {
    if (source === null) return;
    const metresPerCount = UNITS.find((entry) => entry.value === unit)?.metresPerCount ?? null;
    try {
      const state = await studio.link.call('camera.open', {
        source,
        colour: null,
        profile: null,
        metresPerCount,
      });
      studio.camera.getState().actions.setState(state);
      close('open-source');
    } catch (problem) {
      setError(
        problem instanceof StudioError ? problem : new StudioError('internal', String(problem)),
      );
    }
  };
  return (
    <Dialog
      title={text('capture.source.open')}
      onClose={() => {
        close('open-source');
      }}
      footer={
        <>
          <span className="t3 s12 cut">{source ?? ''}</span>
          <span className="grow" />
          <Button
            onClick={() => {
              close('open-source');
            }}
          >
            {text('app.cancel')}
          </Button>
          <Button
            tone="primary"
            disabled={source === null}
            onClick={() => {
              void open();
            }}
          >
            {text(file === null ? 'capture.source.openFolder' : 'capture.source.openFile')}
          </Button>
        </>
      }
    >
      <div className="form">
        <p className="t2">{text('capture.source.openHint')}</p>
        <FolderPicker
          start={null}
          show={['folder', 'recording']}
          picked={file}
          onFolder={(listing) => {
            setFolder(listing.path);
            setFile(null);
            setError(null);
          }}
          onPick={(entry) => {
            setFile(entry.path);
          }}
        />
        <Field label={text('capture.source.unit')} hint={text('capture.source.unitHint')}>
          {(id) => (
            <Select
              id={id}
              label={text('capture.source.unit')}
              value={unit}
              options={UNITS.map(({ value }) => ({
                value: value,
                label: text(`capture.source.unit.${value}`),
              }))}
              onChange={setUnit}
            />
          )}
        </Field>
        {error === null ? null : (
          <div className="hint hint--fail" role="alert">
            <Mark state="fail" />
            <span>
              {error.message} {error.hint}
              {Object.entries(error.details).map(([key, value]) => (
                <span key={key} className="hint__detail">
                  {`${key}: ${String(value)}`}
                </span>
              ))}
            </span>
          </div>
        )}
      </div>
    </Dialog>
  );
}
