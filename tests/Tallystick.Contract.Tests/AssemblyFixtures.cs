[assembly: AssemblyFixture(typeof(Tallystick.Contract.Tests.Connectors.PostgresFixture))]
