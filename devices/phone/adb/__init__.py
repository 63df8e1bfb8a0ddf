"""The device's side of the ADB protocol: what makes a real adb take this program for a phone."""
