import QtQuick
import "../kit"

// One row, whatever its kind.
Node {
    id: item

    property var row
    readonly property string kind: row.kind
    readonly property string value: (bridge.revision, bridge.get(row.ns, row.key))
    readonly property bool on: value === row.on || row.alsoOn.indexOf(value) >= 0
    readonly property string summary: row.summary !== undefined ? row.summary : (bridge.revision, bridge.summary(row.id))
    readonly property bool clickable: kind !== "header" && kind !== "slider"
    readonly property bool isHeader: kind === "header"
    readonly property bool isSlider: kind === "slider"
    readonly property real inset: row.icon !== "" ? 72 : 24
    cls: "android.widget.LinearLayout"

    signal pressed()

    implicitHeight: isHeader ? 52 : isSlider ? 96 : row.banner ? 92 : summary !== "" ? 80 : 72
    height: implicitHeight

    Rectangle {
        anchors.fill: parent
        visible: item.row.banner
        anchors.leftMargin: 16
        anchors.rightMargin: 16
        anchors.topMargin: 4
        anchors.bottomMargin: 12
        radius: 28
        color: item.on ? Theme.primaryContainer : Theme.surfaceContainerHighest
    }
    Rectangle {
        anchors.fill: parent
        color: Theme.onSurface
        opacity: 0.08
        visible: area.pressed && !item.row.banner
    }
    Icon {
        visible: item.row.icon !== ""
        x: 24
        anchors.verticalCenter: parent.verticalCenter
        name: item.row.icon
        size: 24
        color: Theme.onSurfaceVariant
    }
    Column {
        x: item.row.banner ? 40 : item.inset
        width: parent.width - x - (item.kind === "switch" ? 96 : 24) - (item.row.banner ? 16 : 0)
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: item.row.banner ? -4 : item.isHeader ? 6 : item.isSlider ? -20 : 0
        spacing: 2
        Words {
            width: parent.width
            text: item.row.title
            rid: "android:id/title"
            font.pixelSize: item.isHeader ? 14 : 18
            font.weight: item.isHeader ? Font.Medium : Font.Normal
            color: item.isHeader ? Theme.primary : item.row.banner && item.on ? Theme.onPrimaryContainer : Theme.onSurface
        }
        Words {
            width: parent.width
            visible: item.summary !== ""
            text: item.summary
            rid: "android:id/summary"
            font.pixelSize: 14
            color: Theme.onSurfaceVariant
        }
    }
    MouseArea {
        id: area
        anchors.fill: parent
        enabled: item.clickable && item.kind !== "info"
        onClicked: item.pressed()
    }
    Loader {
        active: item.kind === "switch"
        anchors.right: parent.right
        anchors.rightMargin: item.row.banner ? 36 : 24
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: item.row.banner ? -4 : 0
        sourceComponent: Toggle {
            rid: item.row.banner ? "com.android.settings:id/switch_widget" : "android:id/switch_widget"
            checked: item.on
            desc: item.row.title
            onClicked: item.pressed()
        }
    }
    Loader {
        active: item.isSlider
        x: item.inset
        y: 46
        width: parent.width - x - 24
        sourceComponent: Track {
            width: parent.width
            rid: "com.android.settings:id/seekbar"
            desc: item.row.title
            from: item.row.low
            to: item.row.high
            value: Number(item.value)
            onMoved: value => bridge.put(item.row.ns, item.row.key, String(Math.round(value)))
        }
    }
}
