// Keyed rows with centrifuge, the engine of Centrifugo, as an application would do it: whoever subscribes gets the
// state, and everybody what a commit changed. Commits come as rarely as steps do, so that nothing is left to conflate.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge"
)

const channel = "rows"

type change struct {
	Up []json.RawMessage `json:"up"`
}

type commit struct {
	Time    json.Number       `json:"time"`
	Changes map[string]change `json:"changes"`
}

type changed struct {
	Time json.Number       `json:"time"`
	Up   []json.RawMessage `json:"up"`
}

// state is the newest row of each key.
type state struct {
	sync.Mutex
	rows map[string]json.RawMessage
}

func (s *state) apply(rows []json.RawMessage) error {
	s.Lock()
	defer s.Unlock()
	for _, row := range rows {
		var values []json.RawMessage
		if err := json.Unmarshal(row, &values); err != nil {
			return err
		}
		s.rows[string(values[0])] = row
	}
	return nil
}

func (s *state) encoded() ([]byte, error) {
	s.Lock()
	defer s.Unlock()
	rows := make([]json.RawMessage, 0, len(s.rows))
	for _, row := range s.rows {
		rows = append(rows, row)
	}
	return json.Marshal(rows)
}

func main() {
	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		log.Fatal(err)
	}
	rows := &state{rows: map[string]json.RawMessage{}}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{}}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, answer centrifuge.SubscribeCallback) {
			data, err := rows.encoded()
			answer(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{Data: data, EnableRecovery: true}}, err)
		})
	})
	if err := node.Run(); err != nil {
		log.Fatal(err)
	}

	http.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{}))
	http.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		if err := publish(node, rows, r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("{\"url\":\"http://%s/\"}\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}

// publish takes one commit, as the relay's producers send it.
func publish(node *centrifuge.Node, rows *state, r *http.Request) error {
	var message commit
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		return err
	}
	for _, change := range message.Changes {
		if err := rows.apply(change.Up); err != nil {
			return err
		}
		data, err := json.Marshal(changed{Time: message.Time, Up: change.Up})
		if err != nil {
			return err
		}
		if _, err := node.Publish(channel, data, centrifuge.WithHistory(100, time.Minute)); err != nil {
			return err
		}
	}
	return nil
}
