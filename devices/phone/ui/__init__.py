"""The phone's glass: what PhoneState looks like, drawn by Qt Quick, and what a finger does."""

from devices.phone.libraries import require

require()
