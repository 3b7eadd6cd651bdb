/** The open project's name, and the menu to make, open, reopen or close one. */
import type { ReactElement } from 'react';
import { openProject } from '../capture/Welcome.js';
import { text } from '../../core/text/index.js';
import { Icon, type IconName } from '../controls/Icon.js';
import { Popover } from '../controls/Popover.js';
import { useProject, useStudio, useUi } from '../state/context.js';
import { attempt, type Studio } from '../state/studio.js';

export function ProjectMenu(): ReactElement {
  const studio = useStudio();
  const info = useProject((state) => state.info);
  const recent = useProject((state) => state.recent);
  const ui = useUi((state) => state.actions);
  const others = recent.filter((project) => project.path !== info?.path && project.present);
  return (
    <Popover
      label={text('project.menu')}
      trigger={(open, toggle) => (
        <button
          type="button"
          className="topbar__project"
          aria-expanded={open}
          title={info?.path}
          onClick={() => {
            if (!open)
              void attempt(studio, studio.link.call('project.recent', {})).then((answer) => {
                if (answer) studio.project.getState().actions.setRecent(answer.projects);
              });
            toggle();
          }}
        >
          <Icon name="folder" size={16} />
          <span className="cut">{info?.project.name ?? text('project.none')}</span>
          {info?.readOnly ? (
            <span className="tag tag--warn">{text('project.readOnly')}</span>
          ) : null}
          <Icon name="down" size={14} />
        </button>
      )}
    >
      {(close) => (
        <ul className="menu">
          <Item
            icon="plus"
            label={text('project.new')}
            run={() => {
              close();
              ui.open('new-project');
            }}
          />
          <Item
            icon="folder"
            label={text('project.open')}
            run={() => {
              close();
              ui.open('open-project');
            }}
          />
          <Item
            icon="dataset"
            label={text('project.sample')}
            run={() => {
              close();
              ui.open('sample-project');
            }}
          />
          {others.length > 0 ? <li className="menu__title">{text('project.recent')}</li> : null}
          {others.slice(0, 5).map((project) => (
            <Item
              key={project.path}
              icon="folder"
              label={project.name}
              detail={project.path}
              run={() => {
                close();
                void openProject(studio, project.path);
              }}
            />
          ))}
          {info ? (
            <>
              <li className="menu__line" />
              <Item
                icon="settings"
                label={text('project.settings')}
                run={() => {
                  close();
                  ui.goSettings('project');
                }}
              />
              <Item
                icon="close"
                label={text('project.close')}
                run={() => {
                  close();
                  void closeProject(studio);
                }}
              />
            </>
          ) : null}
        </ul>
      )}
    </Popover>
  );
}

/** Not before the open sample is saved. */
async function closeProject(studio: Studio): Promise<void> {
  const again = (): void => {
    void closeProject(studio);
  };
  if (!(await studio.annotator.settle(again))) return;
  const done = await attempt(studio, studio.link.call('project.close', {}));
  if (done) studio.project.getState().actions.setInfo(null);
}

function Item(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly detail?: string;
  readonly run: () => void;
}): ReactElement {
  return (
    <li>
      <button type="button" className="menu__item" onClick={props.run}>
        <Icon name={props.icon} size={16} />
        <span className="menu__text">
          <span className="cut">{props.label}</span>
          {props.detail === undefined ? null : <small className="cut">{props.detail}</small>}
        </span>
      </button>
    </li>
  );
}
