"""What the QML of the apps talks to: one QObject per app, a thin view over the phone's stores."""
