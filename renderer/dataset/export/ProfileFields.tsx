/** What a profile chooses: format, grid, crop, names, splits, labels, and what to do with what is missing. */
import { useState, type ReactElement } from 'react';
import {
  EXPORT_FORMATS,
  type ExportProfile,
} from '../../../core/contract/schema/dataset-export.js';
import type { Project } from '../../../core/contract/schema/project.js';
import { SPLITS } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Checkbox } from '../../controls/Checkbox.js';
import { Select } from '../../controls/Select.js';
import { splitName } from '../words.js';
import { CROP_CHOICES, cropChoice, cropOf } from './export-model.js';
import { FieldRow } from './FieldRow.js';
import { LabelMapDialog } from './LabelMapDialog.js';
import type { ExportState } from './useExport.js';

export function ProfileFields(props: {
  readonly state: ExportState;
  readonly project: Project;
}): ReactElement {
  const { state, project } = props;
  const { profile, change } = state;
  const [mapping, setMapping] = useState(false);
  const choice = cropChoice(profile.crop);
  const masks = profile.format !== 'ply' && profile.format !== 'pcd';
  const classes = ['coco', 'voc', 'yolo', 'labelme'].includes(profile.format);
  return (
    <div className="fields fields--profile">
      <FieldRow label={text('export.format')}>
        <Select
          wide
          label={text('export.format')}
          value={profile.format}
          options={EXPORT_FORMATS.map((format) => ({
            value: format,
            label: text(`export.format.${format}`),
          }))}
          onChange={(format) => {
            change({ format });
          }}
        />
      </FieldRow>
      <FieldRow label={text('export.crop')}>
        <Select
          wide
          label={text('export.crop')}
          value={choice}
          options={CROP_CHOICES.map((value) => ({ value, label: text(`export.crop.${value}`) }))}
          onChange={(value) => {
            change({ crop: cropOf(value, profile.crop) });
          }}
        />
      </FieldRow>
      {choice === 'own' && profile.crop ? <OwnCrop profile={profile} change={change} /> : null}
      <FieldRow label={text('export.grid')}>
        <Select
          wide
          label={text('export.grid')}
          value={profile.grid}
          options={(['colour', 'depth'] as const).map((value) => ({
            value,
            label: text(`export.grid.${value}`),
          }))}
          onChange={(grid) => {
            change({ grid });
          }}
        />
      </FieldRow>
      <FieldRow label={text('export.stems')}>
        <Select
          wide
          label={text('export.stems')}
          value={profile.stems}
          options={(['running', 'index', 'id'] as const).map((value) => ({
            value,
            label: text(`export.stems.${value}`),
          }))}
          onChange={(stems) => {
            change({ stems });
          }}
        />
      </FieldRow>
      <fieldset className="fields__set">
        <legend>{text('export.splits')}</legend>
        {SPLITS.map((split) => (
          <Checkbox
            key={split}
            checked={profile.splits.includes(split)}
            disabled={profile.splits.length === 1 && profile.splits.includes(split)}
            onChange={(checked) => {
              change({
                splits: SPLITS.filter((name) =>
                  name === split ? checked : profile.splits.includes(name),
                ),
              });
            }}
          >
            {splitName(split)}
          </Checkbox>
        ))}
      </fieldset>
      {profile.format === 'mvtec3d' ? (
        <div className="fields__checks">
          <Checkbox
            checked={profile.astZ}
            onChange={(astZ) => {
              change({ astZ });
            }}
          >
            {text('export.astZ')}
          </Checkbox>
          <Checkbox
            checked={profile.tiffCompression === 'deflate'}
            onChange={(deflate) => {
              change({ tiffCompression: deflate ? 'deflate' : 'none' });
            }}
          >
            {text('export.deflate')}
          </Checkbox>
          <p className="t3 s12">{text('export.mvtecNote')}</p>
        </div>
      ) : null}
      {profile.format === 'coco' ? (
        <Checkbox
          checked={profile.rle}
          onChange={(rle) => {
            change({ rle });
          }}
        >
          {text('export.rle')}
        </Checkbox>
      ) : null}
      {masks ? (
        <>
          <FieldRow label={text('export.state')}>
            <Select
              wide
              label={text('export.state')}
              value={profile.state}
              options={(['any', 'done', 'checked'] as const).map((value) => ({
                value,
                label: text(`export.state.least.${value}`),
              }))}
              onChange={(least) => {
                change({ state: least });
              }}
            />
          </FieldRow>
          <FieldRow label={text('export.withoutMask')}>
            <Select
              wide
              label={text('export.withoutMask')}
              value={profile.withoutMask}
              options={(['refuse', 'skip', 'empty'] as const).map((value) => ({
                value,
                label: text(`export.withoutMask.${value}`),
              }))}
              onChange={(withoutMask) => {
                change({ withoutMask });
              }}
            />
          </FieldRow>
        </>
      ) : null}
      <FieldRow label={text('export.withoutDepth')}>
        <Select
          wide
          label={text('export.withoutDepth')}
          value={profile.withoutDepth}
          options={(['refuse', 'skip'] as const).map((value) => ({
            value,
            label: text(`export.withoutDepth.${value}`),
          }))}
          onChange={(withoutDepth) => {
            change({ withoutDepth });
          }}
        />
      </FieldRow>
      <FieldRow label={text('export.mixedScales')}>
        <Select
          wide
          label={text('export.mixedScales')}
          value={profile.mixedScales}
          options={(['refuse', 'convert'] as const).map((value) => ({
            value,
            label: text(`export.mixedScales.${value}`),
          }))}
          onChange={(mixedScales) => {
            change({ mixedScales });
          }}
        />
      </FieldRow>
      {classes ? (
        <FieldRow label={text('export.labels')}>
          <Button
            wide
            onClick={() => {
              setMapping(true);
            }}
          >
            {text(profile.labels === null ? 'export.labels.project' : 'export.labels.own')}
          </Button>
        </FieldRow>
      ) : null}
      {mapping ? (
        <LabelMapDialog
          project={project}
          labels={profile.labels}
          onClose={() => {
            setMapping(false);
          }}
          onSave={(labels) => {
            setMapping(false);
            change({ labels });
          }}
        />
      ) : null}
    </div>
  );
}

function OwnCrop(props: {
  readonly profile: ExportProfile;
  readonly change: ExportState['change'];
}): ReactElement | null {
  const { crop } = props.profile;
  if (!crop) return null;
  const set = (field: 'width' | 'height' | 'left' | 'top', written: string): void => {
    const value = Number(written);
    const centred = written.trim() === '' && (field === 'left' || field === 'top');
    if (!centred && !(Number.isInteger(value) && value >= 0 && value <= 16384)) return;
    props.change({ crop: { ...crop, [field]: centred ? null : value } });
  };
  return (
    <div className="fields__crop">
      {(['width', 'height', 'left', 'top'] as const).map((field) => (
        <label key={field}>
          <span className="t3 s12">{text(`export.crop.${field}`)}</span>
          <input
            className="input input--s"
            inputMode="numeric"
            placeholder={field === 'left' || field === 'top' ? text('export.crop.centred') : ''}
            value={crop[field] ?? ''}
            onChange={(event) => {
              set(field, event.target.value);
            }}
          />
        </label>
      ))}
    </div>
  );
}
