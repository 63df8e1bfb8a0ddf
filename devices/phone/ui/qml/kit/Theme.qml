pragma Singleton
import QtQuick

// The colours of a Pixel's blue Material 3 palette; `dark` follows the phone's own setting.
QtObject {
    id: theme

    readonly property bool dark: bridge.dark
    readonly property bool animate: bridge.animate

    readonly property color surface: dark ? "#121316" : "#faf9fd"
    readonly property color surfaceContainer: dark ? "#1e2023" : "#eeedf1"
    readonly property color surfaceContainerHigh: dark ? "#292a2d" : "#e9e7ec"
    readonly property color surfaceContainerHighest: dark ? "#343538" : "#e3e2e6"
    readonly property color onSurfaceVariant: dark ? "#c4c6d0" : "#44474f"
    readonly property color outline: dark ? "#8e9099" : "#74777f"
    readonly property color outlineVariant: dark ? "#44474f" : "#c4c6d0"
    readonly property color primary: dark ? "#aac7ff" : "#415f91"
    readonly property color primaryContainer: dark ? "#284777" : "#d6e3ff"
    readonly property color secondaryContainer: dark ? "#3e4759" : "#dae2f9"
    readonly property color tertiaryContainer: dark ? "#573e5c" : "#fad8fd"
    readonly property color error: dark ? "#ffb4ab" : "#ba1a1a"
    readonly property color key: dark ? "#34353a" : "#ffffff"
    readonly property color keyDown: dark ? "#55565c" : "#cfd3de"
    readonly property color keySpecial: dark ? "#25262a" : "#d3d8e6"
    readonly property color keyboard: dark ? "#1a1b1f" : "#e6e8f1"

    // A binding named onX beside a property x is taken for a signal handler and leaves the colour
    // black; an alias is not.
    readonly property QtObject over: QtObject {
        id: over
        readonly property color surface: theme.dark ? "#e3e2e6" : "#1a1b1f"
        readonly property color primary: theme.dark ? "#0a305f" : "#ffffff"
        readonly property color primaryContainer: theme.dark ? "#d6e3ff" : "#001b3e"
        readonly property color secondaryContainer: theme.dark ? "#dae2f9" : "#131c2b"
    }
    readonly property alias onSurface: over.surface
    readonly property alias onPrimary: over.primary
    readonly property alias onPrimaryContainer: over.primaryContainer
    readonly property alias onSecondaryContainer: over.secondaryContainer
}
