import QtQuick

// A list that scrolls up and down and ends where its content does.
Flickable {
    property string rid: ""
    property string cls: "androidx.recyclerview.widget.RecyclerView"
    property bool scrollable: contentHeight > height

    boundsBehavior: Flickable.StopAtBounds
    clip: true
    // At its end Qt would go on moving by nothing, and take no tap for 0.4 s.
    onDragEnded: Qt.callLater(() => { if (atYEnd) cancelFlick(); })
}
