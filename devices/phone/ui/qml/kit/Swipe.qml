import QtQuick

// A finger that goes up or down over an item, wherever in it the finger went down.
DragHandler {
    id: swipe

    property real distance: 48
    property bool told: false

    signal up()
    signal down()

    target: null
    xAxis.enabled: false
    grabPermissions: PointerHandler.CanTakeOverFromAnything
    onActiveChanged: told = false
    onActiveTranslationChanged: {
        if (told || !active || Math.abs(activeTranslation.y) < distance)
            return;
        told = true;
        if (activeTranslation.y < 0)
            up();
        else
            down();
    }
}
