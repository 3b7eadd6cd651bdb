/** Camera faults: `fault.CODE.message` says what happened, `fault.CODE.remedy` what to do next. */
export const faultTexts = {
  'fault.sdk-missing.message': 'The librealsense library was not found.',
  'fault.sdk-missing.remedy':
    'Install librealsense 2.53 or newer, or set PD_STUDIO_LIBREALSENSE to its file. pd-studio doctor lists where it was looked for.',
  'fault.no-camera.message': 'No RealSense camera is connected.',
  'fault.no-camera.remedy':
    'Connect a D405 with its USB 3 cable, or keep working with the simulated camera.',
  'fault.camera-busy.message': 'The camera {camera} is used by another program{holder}.',
  'fault.camera-busy.remedy':
    'Close that program (often the RealSense Viewer). The studio opens the camera by itself when it is free.',
  'fault.no-permission.message': 'This user may not open the camera {camera}.',
  'fault.no-permission.remedy':
    'Install the udev rule 99-realsense-libusb.rules, then unplug and replug the camera.',
  'fault.usb2.message':
    'The camera {camera} is connected by USB {usb}: only slower or smaller pictures are possible.',
  'fault.usb2.remedy':
    'Use a USB 3 port and the cable of the camera, pushed in quickly and fully. Until then {profile} works.',
  'fault.old-firmware.message':
    'The camera {camera} runs firmware {firmware}; {minimum} or newer is needed.',
  'fault.old-firmware.remedy':
    'Update it with rs-fw-update or the RealSense Viewer, on a USB 3 port, then reconnect.',
  'fault.unplugged.message': 'The camera {camera} was unplugged.',
  'fault.unplugged.remedy':
    'Plug it in again: the studio reopens it by itself, and the session goes on.',
  'fault.no-frames.message': 'The camera {camera} is open but sends no frames.',
  'fault.no-frames.remedy':
    'The studio is reopening it. If this stays, unplug the camera for five seconds and check cable and USB port.',
  'fault.frozen-frames.message':
    'The picture has stood still for {seconds} s: the camera sends the same frame again and again.',
  'fault.frozen-frames.remedy':
    'The studio is reopening the camera. If this stays, unplug it for five seconds.',
  'fault.repeated-frames.message':
    'The camera repeats frames: {share} % of the last {count} were copies of the one before.',
  'fault.repeated-frames.remedy':
    'Choose a lower frame rate or a fixed exposure below the frame time.',
  'fault.dropped-frames.message': '{share} % of the frames were lost on the way.',
  'fault.dropped-frames.remedy':
    'Close other programs, use a USB 3 port of its own, or choose a lower frame rate.',
  'fault.corner-holes.message': 'A corner of the picture has no depth ({corners}).',
  'fault.corner-holes.remedy':
    'Give the table texture up to the corners and even light, or raise the camera. Training needs the corners as background.',
  'fault.depth-unit.message':
    'One depth count means {found} mm, but the D405 is expected to use {expected} mm: another program has changed it.',
  'fault.depth-unit.remedy':
    'Choose the preset Default, or press Reset depth unit. Samples of different scale are not mixed.',
  'fault.over-exposed.message': '{share} % of the picture is too bright to measure.',
  'fault.over-exposed.remedy': 'Lower the exposure or the light, or switch auto exposure on.',
  'fault.camera-crashed.message': 'The camera process ended unexpectedly.',
  'fault.camera-crashed.remedy': 'It is being started again; nothing of the session is lost.',
  'fault.source-unreadable.message': '{source} cannot be read: {reason}',
  'fault.source-unreadable.remedy': 'Check the file or choose another source.',
  'fault.source-ended.message': '{source} has come to its end.',
  'fault.source-ended.remedy': 'Open it again to start from the beginning.',
  'fault.profile-unsupported.message': 'The camera {camera} does not offer {profile}.',
  'fault.profile-unsupported.remedy': 'Choose one of the listed profiles.',
  'fault.sdk-too-old.message': 'librealsense {version} is too old for this: {reason}',
  'fault.sdk-too-old.remedy':
    'Install librealsense {minimum} or newer, or choose another profile or file.',
} as const;
