// The monitor of one container: from its start to its exit record.
#pragma once
#include <list>
#include <memory>
#include <vector>

#include "monitor/attachments.h"
#include "monitor/connection.h"
#include "monitor/container.h"
#include "monitor/container_output.h"
#include "monitor/dns_service.h"
#include "monitor/engine_waker.h"
#include "monitor/exec_session.h"
#include "monitor/loop.h"
#include "monitor/port_relay.h"

namespace tscompose::monitor {

class Monitor : public Handler, public ConnectionOwner, public ExecOwner, public RelayOwner {
 public:
  Monitor();

  // Starts what `start` describes, answers on the control pair, and stays until the container has ended. The process's exit code.
  int run(protocol::StartMessage start, Fd control);

  void on_event(int fd, std::uint32_t events) override;

  protocol::StateMessage state() const override;
  Error kill_container(int signal) override;
  void engine_arrived() override;
  void start_exec(const protocol::ExecMessage& request, bool privileged, Connection& client) override;
  void start_attachment(const protocol::AttachMessage& request, Connection& client) override;
  void start_relay(const protocol::ConnectMessage& request, Connection& client) override;
  void connection_closed(Connection* connection) override;
  void session_ended(ExecSession* session) override;
  void tell_of_exec(const std::string& frame) override;
  void relay_ended(PortRelay* relay) override;

 private:
  Error open(const protocol::StartMessage& start);
  Error await_attachments(const Fd& control, std::uint64_t count);
  int give_up(const Error& error);
  void accept_connections();
  void on_container_end();
  void on_memory_event();
  // Those that know the message since `version` of the protocol.
  void tell_engines(const std::string& frame, std::uint64_t version = 1);
  protocol::ExitedMessage settle();
  void linger();
  bool has_engine() const;
  void become_idle();

  Loop loop_;
  MappedMemory scratch_;
  Container container_;
  Attachments attachments_;
  ContainerOutput output_;
  DnsService dns_;
  EngineWaker waker_;
  ExecLimits limits_;
  std::string socket_path_;
  std::string exit_path_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<ExecSession>> sessions_;
  std::vector<std::unique_ptr<PortRelay>> relays_;
  linux_api::ExitStatus status_;
  Fd exit_record_;
  bool ended_ = false;
};

}  // namespace tscompose::monitor
