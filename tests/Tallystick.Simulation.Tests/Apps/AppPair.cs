using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>The two apps and their weather.</summary>
internal sealed class AppPair(World world, SimLoop loop, LawBook laws)
{
    private readonly SimApp _left = new(Side.Left, world.Left, loop, laws);
    private readonly SimApp _right = new(Side.Right, world.Right, loop, laws);
    private readonly Weather _leftWeather = new();
    private readonly Weather _rightWeather = new();

    /// <summary>Gives both apps tasks, where the world has some.</summary>
    public AppPair WithTasks()
    {
        if (world.Kids is not { } kids)
            return this;
        laws.Tasks = new TaskLaws(loop, laws) { TasksOf = side => this[side].Tasks! };
        foreach (var side in new[] { Side.Left, Side.Right })
            this[side].Tasks = new SimTasks(this[side], kids[side], laws.Tasks);
        return this;
    }

    public SimApp this[Side side] => side is Side.Left ? _left : _right;

    public Weather WeatherOf(Side side) => side is Side.Left ? _leftWeather : _rightWeather;

    /// <summary>The store has what the process was shown so far, or what came of it.</summary>
    public void Noted(SimProcess process)
    {
        foreach (var table in _left.Tables.Concat(_right.Tables))
            table.Noted(process);
    }

    public void Calm()
    {
        _leftWeather.Calm();
        _rightWeather.Calm();
    }
}
