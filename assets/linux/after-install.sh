#!/bin/sh
# Makes the udev rule for RealSense cameras count without a restart.
if command -v udevadm >/dev/null 2>&1; then
  udevadm control --reload-rules || true
  udevadm trigger || true
fi
