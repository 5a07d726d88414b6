// DNS of one container, on 127.0.0.11 in its network namespace: names of its networks from their tables, all else from the host's
// resolvers.
#pragma once
#include <string>
#include <vector>

#include "core/mapped_memory.h"
#include "monitor/dns_forwarder.h"
#include "monitor/dns_streams.h"
#include "monitor/dns_tables.h"

namespace tscompose::monitor {

class DnsService : public Handler, private DnsDelivery, private DnsAnswerer {
 public:
  // `scratch` is shared with whoever handles one event at a time.
  DnsService(Loop& loop, MappedMemory& scratch)
      : loop_(loop), scratch_(scratch), forwarder_(loop, *this), streams_(loop, *this) {}
  ~DnsService() override { close(); }

  // Makes the sockets; the caller is in the container's network namespace. Port 0: the container has no DNS.
  Error bind(std::uint16_t port);
  // Begins to answer; the caller is in the host's network namespace again.
  Error serve(const std::vector<std::string>& tables, const std::vector<std::string>& upstream);
  // Lets go of the container's network namespace.
  void close();

  void on_event(int fd, std::uint32_t events) override;

 private:
  void answer_batch();
  void on_tick();
  void keep_ticking();
  void deliver(const DnsClient& client, std::string_view answer) override;
  bool answer_stream(std::string_view packet, const DnsClient& client) override;

  Loop& loop_;
  MappedMemory& scratch_;
  DnsTables tables_;
  DnsForwarder forwarder_;
  DnsStreams streams_;
  Fd datagrams_;
  Fd listener_;  // until serve()
  Fd timer_;
  bool ticking_ = false;
};

}  // namespace tscompose::monitor
