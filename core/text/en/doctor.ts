/** Sentences of the doctor: the command and the page in Settings. */
export const doctorTexts = {
  'doctor.node': 'Node.js {version}',
  'doctor.sdk': 'librealsense {version}, {path}',
  'doctor.sdk-refused': 'Not used: {path} ({reason})',
  'doctor.camera': '{name}, serial {serial}, firmware {firmware}, USB {usb}',
  'doctor.udev': 'The udev rule for RealSense cameras is installed.',
  'doctor.udev-missing':
    'The udev rule for RealSense cameras is missing: only root may open the camera.',
  'doctor.udev-remedy':
    'Copy assets/linux/99-realsense-libusb.rules to /etc/udev/rules.d, run udevadm control --reload-rules, replug the camera.',
  'doctor.settings': 'Settings are kept in {folder}.',
  'doctor.settings-read-only': 'Settings cannot be written to {folder}.',
  'doctor.settings-remedy': 'Make the folder writable or set PD_STUDIO_CONFIG to another one.',
  'doctor.space': '{gigabytes} GB free.',
  'doctor.space-unknown': 'The free space is not known.',
  'doctor.space-remedy': 'A sample takes about 3 MB; make room before a long session.',
} as const;
