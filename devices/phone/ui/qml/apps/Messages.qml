import QtQuick
import "../kit"
import "parts"
import "messages"

// The Messages app: a stack of list, new conversation and conversation.
Item {
    id: root

    property var app
    property var extras: ({})
    property string route: ""
    property int seen: 0
    property string draft: ""

    function back() {
        if (compose.active) {
            compose.active = false;
            return true;
        }
        if (thread.active) {
            if (!thread.item.back())
                app.open("");
            return true;
        }
        return list.back();
    }
    // An intent or a notification may ask for the conversation with a number.
    function follow() {
        const front = bridge.front || {};
        if (front.package !== "com.simplemobiletools.smsmessenger" || front.serial === seen)
            return;
        seen = front.serial;
        const asked = /^(sms|smsto):/i.test(front.data) ? decodeURIComponent(front.data.replace(/^\w+:(\/\/)?/, "").replace(/\?.*$/, "")) : front.route;
        if (asked === "")
            return;
        app.open("");
        draft = front.extras.sms_body || "";
        compose.active = false;
        app.open(asked);
    }

    Component.onCompleted: follow()
    Connections {
        target: bridge
        ignoreUnknownSignals: true
        function onTasksChanged() {
            Qt.callLater(root.follow);
        }
    }
    ConversationList {
        id: list
        anchors.fill: parent
        visible: !thread.active && !compose.active
        app: root.app
        stage: root
        onComposeAsked: compose.active = true
        onChosen: address => {
            root.draft = "";
            root.app.open(address);
        }
    }
    Loader {
        id: thread
        anchors.fill: parent
        active: root.app.address !== ""
        visible: !compose.active
        sourceComponent: Component {
            Thread {
                app: root.app
                stage: root
                draft: root.draft
            }
        }
    }
    Loader {
        id: compose
        anchors.fill: parent
        active: false
        sourceComponent: Component {
            NewConversation {
                app: root.app
                onClosed: compose.active = false
                onChosen: address => {
                    root.draft = "";
                    root.app.open(address);
                    compose.active = false;
                }
            }
        }
    }
}
